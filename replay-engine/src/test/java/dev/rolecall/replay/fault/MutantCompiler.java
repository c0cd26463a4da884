// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rolecall.mmu.VcpuMmu;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Compiles changed sources of the model against its compiled classes, in memory and without any
 * check but javac's own. For one thread.
 */
final class MutantCompiler implements AutoCloseable {
  private static final List<String> OPTIONS =
      List.of("-proc:none", "-implicit:none", "-nowarn", "-Xlint:none", "-g:source,lines");

  private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
  private final StandardJavaFileManager files;

  MutantCompiler() throws IOException {
    files = javac.getStandardFileManager(null, Locale.ROOT, UTF_8);
    files.setLocation(StandardLocation.CLASS_PATH, List.of(compiledModel()));
  }

  private static File compiledModel() {
    try {
      URI place = VcpuMmu.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(place).toFile();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Compiles sources.
   *
   * @return the classes by name
   * @throws InvalidFaultException if they do not compile, with what javac says
   */
  Map<String, byte[]> compile(List<JavaSource> sources) {
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    Output output = new Output(files);
    boolean compiled = javac.getTask(null, output, found, OPTIONS, null, sources).call();
    if (!compiled) {
      String errors =
          found.getDiagnostics().stream()
              .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
              .map(d -> d.getLineNumber() + ": " + d.getMessage(Locale.ROOT))
              .collect(Collectors.joining("; "));
      throw new InvalidFaultException("does not compile: " + errors);
    }
    return output.classes();
  }

  @Override
  public void close() throws IOException {
    files.close();
  }

  /** Keeps what the compiler writes. */
  private static final class Output extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

    Output(StandardJavaFileManager files) {
      super(files);
    }

    Map<String, byte[]> classes() {
      Map<String, byte[]> classes = new HashMap<>();
      written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
      return classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      URI uri = URI.create("memory:/" + className.replace('.', '/') + kind.extension);
      return new SimpleJavaFileObject(uri, kind) {
        @Override
        public OutputStream openOutputStream() {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          written.put(className, bytes);
          return bytes;
        }
      };
    }
  }
}
