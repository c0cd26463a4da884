// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.replay.shrink.JunitSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The file of a Java class, named after it. */
record JunitFile(Path path, JunitSource.Name name) {
  private static final Pattern FILE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\.java");
  private static final List<String> ROOT = List.of("src", "test", "java");

  /** A file whose name is that of a class, in the package that its folders tell. */
  static JunitFile of(Path path) {
    var name = FILE.matcher(path.getFileName() == null ? "" : path.getFileName().toString());
    if (!name.matches()) {
      throw new FaultException(
          path + ": expected the file of a Java class, such as SmallTest.java");
    }
    List<String> folders = new ArrayList<>();
    path.toAbsolutePath().normalize().forEach(folder -> folders.add(folder.toString()));
    folders.remove(folders.size() - 1);
    for (int i = folders.size() - ROOT.size(); i >= 0; i--) {
      if (folders.subList(i, i + ROOT.size()).equals(ROOT)) {
        String packageName = String.join(".", folders.subList(i + ROOT.size(), folders.size()));
        return new JunitFile(path, new JunitSource.Name(packageName, name.group(1)));
      }
    }
    return new JunitFile(path, new JunitSource.Name("", name.group(1)));
  }
}
