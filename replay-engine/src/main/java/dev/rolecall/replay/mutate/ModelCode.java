// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import dev.rolecall.mmu.VcpuMmu;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The class files of the model, from wherever it was loaded: an archive or a folder.
 *
 * @param classes the class files by binary name
 */
record ModelCode(SortedMap<String, byte[]> classes) {
  /** Below which all of the model is. */
  static final String ROOT = "dev.rolecall.mmu";

  /** Where what kernels do is worked out; the rest holds data, or declares. */
  private static final Set<String> RULES =
      Set.of("", ".paging", ".role", ".root", ".rule", ".shadow");

  private static final Set<String> MORE_RULES = Set.of(ROOT + ".cpu.VcpuState");

  /** Names of fields and bits for people, among them. */
  private static final Set<String> NAMES =
      Set.of(
          ROOT + ".paging.Pferr",
          ROOT + ".paging.PteLayouts",
          ROOT + ".role.LayoutChange",
          ROOT + ".role.RoleField");

  private static final String SUFFIX = ".class";

  static ModelCode read() throws IOException {
    Path origin = origin();
    if (Files.isDirectory(origin)) {
      return readBelow(origin);
    }
    try (FileSystem archive = FileSystems.newFileSystem(origin)) {
      return readBelow(archive.getPath("/"));
    }
  }

  private static Path origin() {
    try {
      return Path.of(VcpuMmu.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ModelCode readBelow(Path root) throws IOException {
    SortedMap<String, byte[]> classes = new TreeMap<>();
    Path folder = root.resolve(ROOT.replace('.', '/'));
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(f -> f.toString().endsWith(SUFFIX)).toList();
    }
    for (Path file : files) {
      String name = root.relativize(file).toString().replace('/', '.').replace('\\', '.');
      try (InputStream in = Files.newInputStream(file)) {
        classes.put(name.substring(0, name.length() - SUFFIX.length()), in.readAllBytes());
      }
    }
    return new ModelCode(Collections.unmodifiableSortedMap(classes));
  }

  /** Whether a class of the model is one in which faults are planted. */
  static boolean hasRules(String name) {
    String outer = Rules.outer(name);
    String inPackage = outer.substring(ROOT.length(), outer.lastIndexOf('.'));
    return !NAMES.contains(outer) && (RULES.contains(inPackage) || MORE_RULES.contains(outer));
  }
}
