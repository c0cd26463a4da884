// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import com.google.common.base.Splitter;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ITypeConverter;

/**
 * Where classes are looked for.
 *
 * @param places archives and folders
 */
record ClassPath(List<Path> places) {

  /** Parts a class path as Java does. */
  static final class Converter implements ITypeConverter<ClassPath> {
    @Override
    public ClassPath convert(String text) {
      Splitter parts = Splitter.on(File.pathSeparatorChar).omitEmptyStrings();
      return new ClassPath(parts.splitToStream(text).map(Path::of).toList());
    }
  }
}
