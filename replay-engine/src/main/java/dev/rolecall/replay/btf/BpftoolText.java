// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.btf;

import dev.rolecall.replay.btf.CType.Kind;
import dev.rolecall.replay.btf.CType.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code bpftool btf dump … format raw} prints: {@code [4] STRUCT 'list_head' size=16 vlen=2},
 * and below it {@code 'next' type_id=5 bits_offset=0}. Lines of other forms are passed over.
 */
final class BpftoolText {
  private static final Pattern TYPE =
      Pattern.compile("\\[(\\d{1,9})\\] ([A-Z_0-9]{1,16}) '([^']*)'(.*)");
  private static final Pattern MEMBER = Pattern.compile("\\s+'([^']*)' type_id=(\\d{1,9})(.*)");
  private static final Pattern VALUE = Pattern.compile(" (\\w{1,20})=(\\w{1,20})");
  private static final String ANONYMOUS = "(anon)";

  private final TextTable table = new TextTable();
  private final List<Member> members = new ArrayList<>();
  private Optional<Matcher> head = Optional.empty();

  private BpftoolText() {}

  /** Whether a line is of this text. */
  static boolean recognises(String line) {
    return TYPE.matcher(line).matches();
  }

  static TextTable read(Iterable<String> lines) {
    BpftoolText text = new BpftoolText();
    lines.forEach(text::line);
    text.end();
    return text.table;
  }

  private void line(String line) {
    Matcher type = TYPE.matcher(line);
    if (type.matches()) {
      end();
      head = Optional.of(type);
      return;
    }
    Matcher member = MEMBER.matcher(line);
    if (member.matches()) {
      long offset = value(member.group(3), "bits_offset");
      int bits = (int) value(member.group(3), "bitfield_size");
      int target = Integer.parseInt(member.group(2));
      members.add(new Member(name(member.group(1)), target, offset, bits));
    }
  }

  private void end() {
    if (head.isPresent()) {
      Matcher type = head.get();
      table.add(
          Integer.parseInt(type.group(1)), of(type.group(2), name(type.group(3)), type.group(4)));
    }
    head = Optional.empty();
    members.clear();
  }

  private CType of(String kind, String name, String values) {
    int target = (int) value(values, "type_id");
    return switch (kind) {
      case "STRUCT" -> CType.composite(Kind.STRUCT, name, value(values, "size"), members);
      case "UNION" -> CType.composite(Kind.UNION, name, value(values, "size"), members);
      case "FUNC_PROTO" -> CType.composite(Kind.PROTOTYPE, name, 0, members);
      case "INT", "ENUM", "ENUM64", "FLOAT" -> CType.scalar(name, value(values, "size"));
      case "PTR" -> CType.scalar(name, Long.BYTES);
      case "ARRAY" -> CType.array(target, value(values, "nr_elems"));
      case "TYPEDEF", "CONST", "VOLATILE", "RESTRICT", "TYPE_TAG" ->
          CType.leading(Kind.ALIAS, name, target);
      case "FUNC" -> CType.leading(Kind.FUNCTION, name, target);
      default -> CType.leading(Kind.OTHER, name, target);
    };
  }

  private static String name(String text) {
    return text.equals(ANONYMOUS) ? "" : text;
  }

  private static long value(String values, String key) {
    Matcher each = VALUE.matcher(values);
    while (each.find()) {
      if (each.group(1).equals(key) && each.group(2).matches("\\d{1,9}")) {
        return Long.parseLong(each.group(2));
      }
    }
    return 0;
  }
}
