// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.TraceEvent;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Subjects as a user names them; Java classes are compiled by the test, as a user would. */
class SubjectsTest {
  private static final String SUBJECT =
      """
      package user;
      import dev.rolecall.mmu.revision.*;
      import dev.rolecall.replay.subject.*;
      import dev.rolecall.replay.trace.*;
      %s class Mmu implements Subject {
        %s
        public String name() { return "mmu"; }
        public MmuRevision start(TraceEvent machine) { %s }
        public void feed(TraceEvent event) throws SubjectException { %s }
        public void close() { throw new IllegalStateException("close"); }
      }
      """;
  private static final String V6_1 = "return MmuHistory.find(\"v6.1\").orElseThrow();";

  @TempDir Path folder;

  @Test
  void textsAreToldApart() throws SubjectException {
    for (String text : List.of("exec:mmu -x", "./mmu", "../mmu -x", "/opt/mmu")) {
      try (SubjectFactory factory = Subjects.of(text, settings())) {
        assertInstanceOf(ProgramPool.class, factory);
        assertEquals(text, factory.name());
      }
    }
    for (String text : List.of("v6.1", "series/13")) {
      assertEquals(text, Subjects.of(text, settings()).revision().orElseThrow().id());
    }
  }

  @Test
  void textThatNamesNothingIsRefused() {
    assertTold(
        "mmu",
        "expected java:CLASS, exec:PROGRAM, a program's path such as ./my-mmu, or one of v5.10");
    assertTold("exec:", "expected a program and its arguments, got nothing");
  }

  @Test
  void classOnTheClassPathIsFed() throws Exception {
    compile("public", "", V6_1, "event.expectations().set(ExpectKey.CR3, 0x5000);");
    try (Subject subject = open()) {
      assertEquals("java:user.Mmu", subject.name());
      assertEquals("v6.1", subject.start(event(EventType.MACHINE)).id());
      TraceEvent event = event(EventType.LOAD);
      subject.feed(event);
      assertEquals(0x5000, event.expectations().number(ExpectKey.CR3));
    }
  }

  @Test
  void whatAClassThrowsIsItsFailure() throws Exception {
    compile("public", "", V6_1, "feed(event);");
    try (Subject subject = open()) {
      subject.start(event(EventType.MACHINE));
      SubjectException e =
          assertThrows(SubjectException.class, () -> subject.feed(event(EventType.LOAD)));
      assertTrue(
          e.reason()
              .startsWith("java:user.Mmu threw java.lang.StackOverflowError, at event 7 (load)"),
          e.reason());
      assertTrue(e.reason().contains("| at user.Mmu.feed("), e.reason());
    }
  }

  @Test
  void nonsenseOfAClassIsItsFailure() throws Exception {
    compile(
        "public",
        "",
        V6_1,
        "event.expectations().set(ExpectKey.of(MmuId.ROOT_MMU, MmuItem.ROOT_LEVEL), 77);");
    try (Subject subject = open()) {
      subject.start(event(EventType.MACHINE));
      SubjectException e =
          assertThrows(SubjectException.class, () -> subject.feed(event(EventType.LOAD)));
      assertEquals(
          "java:user.Mmu answered nonsense: root_mmu.root_level: expected a number from 0 to 15,"
              + " got 77, at event 7 (load)",
          e.reason());
    }
  }

  @Test
  void nullForARevisionIsAFailure() throws Exception {
    compile("public", "", "return null;", "");
    try (Subject subject = open()) {
      SubjectException e =
          assertThrows(SubjectException.class, () -> subject.start(event(EventType.MACHINE)));
      assertEquals(
          "java:user.Mmu returned null, expected the revision of its role words", e.reason());
    }
  }

  @Test
  void classesThatCannotBeSubjectsAreRefused() throws Exception {
    assertTold("java:user.None", "no class user.None on [" + folder + "]");
    assertTold("java:java.lang.String", "does not implement dev.rolecall.replay.subject.Subject");
    compile("", "", V6_1, "");
    assertTold("java:user.Mmu", "class user.Mmu is not public, or is abstract");
  }

  @Test
  void constructorsThatCannotBeCalledAreRefused() throws Exception {
    compile("public", "public Mmu(int x) {}", V6_1, "");
    assertTold("java:user.Mmu", "class user.Mmu has no public constructor without parameters");
    compile("public", "public Mmu() { throw new IllegalStateException(\"no\"); }", V6_1, "");
    SubjectException e = assertThrows(SubjectException.class, this::open);
    assertTrue(
        e.reason()
            .startsWith(
                "the constructor of java:user.Mmu threw java.lang.IllegalStateException: no"),
        e.reason());
  }

  @Test
  void classPathThatIsNotThereIsRefused() {
    SubjectSettings nowhere =
        new SubjectSettings("test", SubjectSettings.DEFAULT_TIMEOUT, List.of(Path.of("no.jar")));
    SubjectException e =
        assertThrows(SubjectException.class, () -> Subjects.of("java:user.Mmu", nowhere));
    assertEquals("class path: no file no.jar", e.reason());
  }

  private Subject open() throws SubjectException {
    return Subjects.of("java:user.Mmu", settings()).open();
  }

  private SubjectSettings settings() {
    return new SubjectSettings("test", SubjectSettings.DEFAULT_TIMEOUT, List.of(folder));
  }

  private void assertTold(String text, String expected) {
    SubjectException e = assertThrows(SubjectException.class, () -> Subjects.of(text, settings()));
    assertTrue(e.reason().contains(expected), e.reason());
  }

  private void compile(String access, String member, String start, String feed) throws IOException {
    Path source = folder.resolve("Mmu.java");
    Files.writeString(source, SUBJECT.formatted(access, member, start, feed));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of(
            "-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      assertTrue(
          compiler
              .getTask(
                  Writer.nullWriter(), files, null, options, null, files.getJavaFileObjects(source))
              .call());
    }
  }

  private static TraceEvent event(EventType type) {
    TraceEvent event = new TraceEvent();
    event.reset(type);
    event.setPosition(7);
    if (type == EventType.MACHINE) {
      event.args().setText(Arg.REVISION, "v6.1");
    }
    return event;
  }
}
