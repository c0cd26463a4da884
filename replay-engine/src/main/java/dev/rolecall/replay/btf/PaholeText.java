// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.btf;

import dev.rolecall.replay.btf.CType.Kind;
import dev.rolecall.replay.btf.CType.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code pahole -C kvm_vcpu,…} prints of a module with DWARF or BTF: structs in C, each member
 * with a comment that has its offset and size. Members of structs within a struct are passed over;
 * those of a struct that is named and printed too are found through it.
 */
final class PaholeText {
  private static final Pattern STRUCT = Pattern.compile("(struct|union) (\\w{1,200}) \\{.*");
  private static final Pattern SIZE = Pattern.compile("\\s*/\\* size: (\\d{1,9}), .*");
  private static final int BITS = 8;

  private final TextTable table = new TextTable();
  private final Map<String, Integer> composites = new HashMap<>();
  private final List<Member> members = new ArrayList<>();
  private String name = "";
  private Kind kind = Kind.OTHER;
  private long size;
  private int depth;
  private int numbers;

  private PaholeText() {}

  /** Whether a line is of this text. */
  static boolean recognises(String line) {
    return STRUCT.matcher(line).matches();
  }

  static TextTable read(Iterable<String> lines) {
    PaholeText text = new PaholeText();
    lines.forEach(text::line);
    return text.table;
  }

  private void line(String line) {
    Matcher struct = STRUCT.matcher(line);
    if (depth == 0 && struct.matches()) {
      begin(struct.group(1).equals("struct") ? Kind.STRUCT : Kind.UNION, struct.group(2));
    } else if (depth > 0 && line.stripTrailing().endsWith("{")) {
      depth++;
    } else if (depth > 0 && line.stripLeading().startsWith("}")) {
      depth--;
      end();
    } else if (depth == 1) {
      Matcher whole = SIZE.matcher(line);
      if (whole.matches()) {
        size = Long.parseLong(whole.group(1));
      } else {
        PaholeMember.of(line).ifPresent(this::member);
      }
    }
  }

  private void begin(Kind newKind, String newName) {
    depth = 1;
    kind = newKind;
    name = newName;
    size = 0;
    members.clear();
  }

  private void end() {
    if (depth == 0) {
      int number = composites.computeIfAbsent(name, unseen -> next());
      table.add(number, CType.composite(kind, name, size, members));
    }
  }

  private void member(PaholeMember member) {
    int type =
        member.composite().isEmpty()
            ? added(CType.scalar("", member.elementSize()))
            : composite(member.composite(), member.elementSize());
    if (member.count() > 0) {
      type = added(CType.array(type, member.count()));
    }
    members.add(new Member(member.name(), type, member.offset() * BITS, 0));
  }

  /** A struct, known by its size alone until it is printed itself. */
  private int composite(String struct, long structSize) {
    return composites.computeIfAbsent(
        struct, unseen -> added(CType.composite(Kind.OTHER, "", structSize, List.of())));
  }

  private int added(CType type) {
    int number = next();
    table.add(number, type);
    return number;
  }

  private int next() {
    numbers++;
    return numbers;
  }
}
