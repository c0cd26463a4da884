// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which packages may know which. */
class PackagesTest {
  private static final String ROOT = "dev.rolecall.mmu";
  private static final Path SOURCES = Path.of("src/main/java/dev/rolecall/mmu");
  private static final Pattern PACKAGE =
      Pattern.compile("\\b((?:[a-z]\\w*\\.){1,}[a-z]\\w*)\\.[A-Z]\\w*");
  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?(.*);", Pattern.MULTILINE);

  @Test
  void modelKnowsTheJdkAndItself() throws IOException {
    Set<String> foreign = new TreeSet<>();
    for (Path file : sources("")) {
      Matcher imports = IMPORT.matcher(Files.readString(file));
      while (imports.find()) {
        String name = imports.group(1);
        if (!name.startsWith("java.") && !name.startsWith(ROOT + ".")) {
          foreign.add(file.getFileName() + ": " + name);
        }
      }
    }
    assertEquals(Set.of(), foreign);
  }

  @Test
  void bitsKnowsNoOtherPackage() throws IOException {
    assertEquals(Set.of(), known("bits"));
  }

  @Test
  void registersKnowNoRolesAndNoRules() throws IOException {
    assertTrue(Set.of("bits").containsAll(known("cpu")), known("cpu").toString());
  }

  @Test
  void rulesAndRolesDoNotKnowTheRevisionsThatHaveThem() throws IOException {
    assertEquals(Set.of("cpu", "role"), known("rule"));
    assertEquals(Set.of("bits", "cpu", "rule"), known("role"));
  }

  @Test
  void walksOfGuestTablesDoNotKnowTheRevisionsThatMakeThem() throws IOException {
    assertEquals(Set.of("bits", "cpu", "role", "rule"), known("paging"));
  }

  /** The other packages of the model that a package names, be it in an import or in the text. */
  private static Set<String> known(String name) throws IOException {
    Set<String> known = new TreeSet<>();
    for (Path file : sources(name)) {
      Matcher uses = PACKAGE.matcher(Files.readString(file));
      while (uses.find()) {
        String used = uses.group(1);
        if (used.startsWith(ROOT) && !used.equals(ROOT + "." + name)) {
          known.add(used.substring(ROOT.length() + 1));
        }
      }
    }
    return known;
  }

  private static List<Path> sources(String name) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES.resolve(name))) {
      List<Path> found = files.filter(f -> f.toString().endsWith(".java")).toList();
      assertTrue(!found.isEmpty(), "sources of " + name);
      return found;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
