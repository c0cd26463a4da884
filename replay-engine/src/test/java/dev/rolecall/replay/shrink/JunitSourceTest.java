// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JunitSourceTest {
  private static final MmuRevision V6_1 = MmuHistory.find("v6.1").orElseThrow();
  private static final String CSV =
      """
      # "quoted" \\ and \"""
      event,args,expect
      machine,revision=v6.1,
      vcpu,cr0=0x80000001,root_mmu.cpu_role.cr0_wp=1
      """;

  @TempDir Path folder;

  @Test
  void testPassesWhereTheTraceDiverges() throws Exception {
    run(new JunitSource.Name("", "SmallTest"), ShrunkReplay.signatures(CSV, V6_1));
  }

  @Test
  void testOfConformityFailsWhereTheTraceDiverges() {
    InvocationTargetException failure =
        assertThrows(
            InvocationTargetException.class,
            () -> run(new JunitSource.Name("some.where", "SmallTest"), List.of()));
    assertInstanceOf(AssertionError.class, failure.getCause());
  }

  private void run(JunitSource.Name name, List<String> signatures) throws Exception {
    Path file = folder.resolve(name.simpleName() + ".java");
    Files.writeString(file, JunitSource.of(name, CSV, V6_1, signatures));
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                file.toString());
    assertEquals(0, code);
    String prefix = name.packageName().isEmpty() ? "" : name.packageName() + ".";
    URL[] classes = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classes, getClass().getClassLoader())) {
      Class<?> test = loader.loadClass(prefix + name.simpleName());
      Constructor<?> constructor = test.getDeclaredConstructor();
      constructor.setAccessible(true);
      Method method =
          test.getDeclaredMethod(signatures.isEmpty() ? "conforms" : "divergesInThisAlone");
      method.setAccessible(true);
      method.invoke(constructor.newInstance());
    }
  }
}
