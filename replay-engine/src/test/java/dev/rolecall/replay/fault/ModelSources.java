// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources of the model, by their names below {@code dev/rolecall/mmu}. */
final class ModelSources {
  private static final Path ROOT =
      Path.of(System.getProperty("rolecall.model"), "src/main/java/dev/rolecall/mmu");

  /** What other classes have copied into them, so that they must be compiled with it. */
  private static final Pattern CONSTANT =
      Pattern.compile("^  (public )?static final (long|int) ", Pattern.MULTILINE);

  private final Map<String, String> sources;

  private ModelSources(Map<String, String> sources) {
    this.sources = sources;
  }

  static ModelSources read() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(ROOT)) {
      for (Path file : walk.filter(f -> f.toString().endsWith(".java")).toList()) {
        sources.put(ROOT.relativize(file).toString().replace('\\', '/'), Files.readString(file));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new ModelSources(sources);
  }

  /** The names of the files, in order. */
  List<String> names() {
    return List.copyOf(sources.keySet());
  }

  String text(String name) {
    String text = sources.get(name);
    if (text == null) {
      throw new InvalidFaultException("the model has no source " + name);
    }
    return text;
  }

  /** The sources that must be compiled to have the fault in the model, it in its place. */
  List<JavaSource> with(Fault fault) {
    String text = text(fault.file());
    JavaSource changed = new JavaSource(fault.file(), fault.edit().plantIn(text));
    if (!CONSTANT.matcher(text).find()) {
      return List.of(changed);
    }
    List<JavaSource> all = new ArrayList<>(List.of(changed));
    for (String name : sources.keySet()) {
      if (!name.equals(fault.file())) {
        all.add(new JavaSource(name, text(name)));
      }
    }
    return all;
  }
}
