// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import com.google.gson.stream.JsonWriter;
import dev.rolecall.replay.corpus.Corpus;
import dev.rolecall.replay.doctor.VcpuStart.Life;
import dev.rolecall.replay.doctor.VcpuStart.Register;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.report.Palette;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the captures of traces/captures are is told in traces/README.md. */
class DoctorTest {
  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> everyCaptureIsExaminedAndTold() {
    return Corpus.traces("captures").stream()
        .map(file -> DynamicTest.dynamicTest(Corpus.name(file), () -> tell(file)));
  }

  private static void tell(Path file) throws IOException {
    Diagnosis.Capture capture = capture(file);
    assertEquals(List.of(), capture.problems());
    assertTrue(capture.release().isPresent(), capture.origin().release());
    assertTrue(capture.host().knownVendor().isPresent(), "vendor");
    assertTrue(capture.host().pagingFrom().isPresent(), "paging");
    assertFalse(capture.vcpus().isEmpty(), "vCPUs");
    assertFalse(DiagnosisText.lines(capture, Palette.PLAIN).isEmpty(), "text");
    StringWriter text = new StringWriter();
    JsonWriter json = new JsonWriter(text);
    json.beginObject();
    DiagnosisJson.print(json, capture);
    json.endObject();
    assertTrue(JsonParser.parseString(text.toString()).isJsonObject(), "JSON");
  }

  @Test
  void twoVmsAreFound() {
    Diagnosis.Capture capture = capture("6.1/npt0-smp2-twovms.dat");
    assertEquals(2, capture.vms());
    assertEquals(2, capture.vcpus().size());
  }

  @Test
  void textThatTellsRolesIsNotLossy() {
    Diagnosis.Capture capture =
        capture(Corpus.ROOT.resolve("text").resolve("6.1-npt0-smp2-twovms.report-N.txt.gz"));
    assertEquals(
        List.of(),
        capture.origin().notes().stream().filter(note -> note.startsWith("lossy")).toList());
  }

  @Test
  void everythingIsKnownOfAVcpuThatProbesSawBeingMade() {
    VcpuStart vcpu = capture("5.10/npt0-flow.dat").vcpus().get(0);
    assertEquals(Life.CREATED, vcpu.life());
    assertTrue(vcpu.known(Register.EFER).isPresent(), "EFER");
  }

  @Test
  void withoutProbesRegistersStartUnknown() {
    VcpuStart vcpu = capture("6.1/npt1-flow-noprobes.dat").vcpus().get(0);
    assertEquals(Life.RUNNING, vcpu.life());
    assertFalse(vcpu.known(Register.CR3).isPresent(), "CR3 under NPT");
    assertTrue(vcpu.known(Register.CR0).orElseThrow().position() > 1, "CR0");
  }

  @Test
  void lossIsOfTheCpuThatLost() {
    List<CpuCount> cpus = capture("6.1/npt1-lostevents.dat").contents().cpus();
    assertEquals(List.of(0, 1), cpus.stream().map(CpuCount::cpu).toList());
    assertEquals(0, cpus.get(0).gaps());
    assertTrue(cpus.get(1).lost() > 10_000, cpus.toString());
  }

  @TestFactory
  Stream<DynamicTest> textHasTheEventsOfTheCaptureThatItIsOf() {
    Map<String, String> texts =
        Map.of(
            "6.1-npt1-tdp1-flow.report-R", "6.1/npt1-tdp1-flow",
            "6.1-npt1-tdp1-flow.report-N", "6.1/npt1-tdp1-flow",
            "6.1-npt1-tdp1-flow.report-plugins", "6.1/npt1-tdp1-flow",
            "6.1-npt1-lostevents.report-R", "6.1/npt1-lostevents",
            "6.1-intel-ept1-flow.report-R", "6.1-intel/ept1-flow");
    return texts.entrySet().stream()
        .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> assertSameEvents(each)));
  }

  private static void assertSameEvents(Map.Entry<String, String> each) {
    Diagnosis.Capture text = text(each.getKey());
    Diagnosis.Capture capture = capture(each.getValue() + ".dat");
    List<EventCount> recorded =
        capture.contents().events().stream().filter(event -> event.count() > 0).toList();
    assertEquals(recorded, text.contents().events());
    assertEquals(capture.contents().total().lost(), text.contents().total().lost());
    assertEquals(capture.vcpus(), text.vcpus());
  }

  @Test
  void aTextThatTellsNoRolesNamesTheCommandThatDoes() {
    List<String> notes = text("6.1-npt1-tdp1-flow.report-plugins").origin().notes();
    assertTrue(
        notes.stream().anyMatch(n -> n.startsWith("lossy: 170 ") && n.contains("report -R")),
        notes.toString());
  }

  private static Diagnosis.Capture text(String name) {
    return capture(Corpus.ROOT.resolve("text").resolve(name + ".txt.gz"));
  }

  @Test
  void damageIsToldWithWhatIsGood() throws IOException {
    byte[] whole = Files.readAllBytes(Corpus.ROOT.resolve("captures/6.1/npt1-flow-v6file.dat"));
    Path cut = Files.write(folder.resolve("cut.dat"), Arrays.copyOf(whole, whole.length - 5000));
    Diagnosis.Capture capture = capture(cut);
    assertFalse(capture.problems().isEmpty(), "problems");
    assertTrue(capture.contents().records() > 0, "records");
    assertTrue(
        DiagnosisText.lines(capture, Palette.PLAIN).contains("damage"), "a section on the damage");
  }

  @Test
  void unreadableFileIsADiagnosis() throws IOException {
    Path file = Files.writeString(folder.resolve("notes"), "nothing");
    assertInstanceOf(Diagnosis.Unreadable.class, Doctor.examine(TraceFile.of(file)));
    assertInstanceOf(
        Diagnosis.Unreadable.class, Doctor.examine(TraceFile.of(folder.resolve("absent"))));
  }

  @Test
  void writtenTraceIsNoCapture() throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), "event,args\nmachine,revision=v6.1\n");
    assertInstanceOf(Diagnosis.NoCapture.class, Doctor.examine(TraceFile.of(file)));
  }

  private static Diagnosis.Capture capture(String name) {
    return capture(Corpus.ROOT.resolve("captures").resolve(name));
  }

  private static Diagnosis.Capture capture(Path file) {
    return assertInstanceOf(Diagnosis.Capture.class, Doctor.examine(TraceFile.of(file)));
  }
}
