// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.format.tracedat.Field.Shape;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventFormatParserTest {
  private static final String HEAD =
      """
      name: any
      ID: 7
      format:
      \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
      """;

  @Test
  void fieldsAreReadAsTheKernelWritesThem() {
    EventFormat format =
        parse(
            """
            \tfield:unsigned int vcpu_id;\toffset:8;\tsize:4;\tsigned:0;
            \tfield:s64 delta;\toffset:16;\tsize:8;\tsigned:1;
            \tfield:void * sptep;\toffset:24;\tsize:8;\tsigned:0;
            \tfield:__u8 insn[15];\toffset:32;\tsize:15;\tsigned:0;
            \tfield:__data_loc char[] msg;\toffset:48;\tsize:4;\tsigned:0;
            \tfield:__rel_loc char[] rel;\toffset:52;\tsize:4;\tsigned:0;
            \tfield:unsigned long args[];\toffset:56;\tsize:0;\tsigned:0;
            \tfield:struct kvm *kvm;\toffset:56;\tsize:8;

            print fmt: "a %s", __print_symbolic(REC->x, {0x0, "field:"})
            """);
    assertEquals(
        List.of(
            new Field("vcpu_id", "unsigned int", 8, 4, false, Shape.SCALAR),
            new Field("delta", "s64", 16, 8, true, Shape.SCALAR),
            new Field("sptep", "void *", 24, 8, false, Shape.SCALAR),
            new Field("insn", "__u8", 32, 15, false, Shape.ARRAY),
            new Field("msg", "char", 48, 4, false, Shape.DATA_LOC),
            new Field("rel", "char", 52, 4, false, Shape.REL_LOC),
            new Field("args", "unsigned long", 56, 0, false, Shape.ARRAY),
            new Field("kvm", "struct kvm *", 56, 8, false, Shape.SCALAR)),
        format.fields());
    assertEquals(
        List.of(new Field("common_type", "unsigned short", 0, 2, false, Shape.SCALAR)),
        format.common());
    assertEquals(64, format.fixedLength());
    assertEquals("\"a %s\", __print_symbolic(REC->x, {0x0, \"field:\"})", format.printFormat());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\tfield:u64 a;\toffset:65530;\tsize:8;\tsigned:0;",
        "\tfield:u64 a;\toffset:-1;\tsize:8;\tsigned:0;",
        "\tfield:u64 a;\toffset:9999999999;\tsize:8;\tsigned:0;",
        "\tfield:u64 ;\tsize:8;\tsigned:0;",
        "\tfield:*;\toffset:8;\tsize:8;\tsigned:0;",
        "\tfield:__data_loc char[] a;\toffset:8;\tsize:0;\tsigned:0;"
      })
  void fieldThatCannotBeReadIsAFaultOfTheFormat(String line) {
    EventFormatParser.Result result = EventFormatParser.parse("test", HEAD + line);
    assertTrue(result.format().isEmpty());
    assertTrue(result.fault().startsWith("format of event any: expected "), result.fault());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "name: a\n", "ID: 7\n", "name: a\nID: 65536\n", "name: a\nID: x\n"})
  void formatWithoutNameOrIdIsAFault(String text) {
    assertEquals(
        "event format: expected a name and an ID of 16 bits",
        EventFormatParser.parse("test", text).fault());
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a", "\t", "field:", "[", "]", "a b", "0;"})
  void hostileTextIsReadInLinearTime(String piece) {
    String text = "field:" + piece.repeat((1 << 20) / piece.length());
    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> EventFormatParser.parse("test", text + ";"));
  }

  private static EventFormat parse(String fields) {
    return EventFormatParser.parse("test", HEAD + fields).format().orElseThrow();
  }
}
