// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The kinds of events of one text by their names, each with the shapes that it has come in. */
final class TextEvents {
  private static final int SLOT_BITS = 10;
  private static final int SLOTS = 1 << SLOT_BITS;
  private static final int MAX_NAME = 64;
  private static final int MAX_EVENTS = SLOTS / 2;

  private final @Nullable Entry[] slots = new @Nullable Entry[SLOTS];
  private final int passes;
  private final Entry other;
  private int count;

  /** The kinds of a text, at which these passes look together. */
  TextEvents(TextPass... passes) {
    this.passes = Arrays.stream(passes).mapToInt(TextPass::bit).sum();
    this.other = new Entry("other", this.passes);
  }

  /** The kind of the name between two places of a text; null if that is no name. */
  @Nullable Entry find(ByteText text, int from, int to) {
    int slot = slot(text.bytes(), from, to);
    Entry known = slots[slot];
    while (known != null) {
      if (Arrays.equals(known.bytes, 0, known.bytes.length, text.bytes(), from, to)) {
        return known;
      }
      slot = (slot + 1) & (SLOTS - 1);
      known = slots[slot];
    }
    if (!isName(text.bytes(), from, to)) {
      return null;
    }
    if (count == MAX_EVENTS) {
      return other;
    }
    count++;
    slots[slot] = new Entry(text.text(from, to), passes);
    return slots[slot];
  }

  /** Whether what stands between two places can be the name of an event or of a group. */
  static boolean isName(byte[] bytes, int from, int to) {
    boolean name = from < to && to - from <= MAX_NAME;
    for (int i = from; name && i < to; i++) {
      name = isNamePart(bytes[i]);
    }
    return name;
  }

  private static boolean isNamePart(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  private static int slot(byte[] bytes, int from, int to) {
    return (int) (ByteSearch.hash(bytes, from, to) >>> (Long.SIZE - SLOT_BITS));
  }

  /** All kinds that have been met. */
  List<Entry> all() {
    return Arrays.stream(slots).flatMap(Stream::ofNullable).toList();
  }

  /** One kind of event. */
  static final class Entry {
    private static final int MAX_SHAPES = 32;

    /** How many events of a kind are looked at to see whether their fields are needed. */
    private static final int LOOKS = 16;

    private final String name;
    private final byte[] bytes;
    private final Set<String> hex;
    private final PlainShape plain;
    private final List<TextShape> shapes = new ArrayList<>();
    private final boolean losesRole;
    private final boolean forSurvey;
    private boolean needed;
    private boolean surveyed;

    /** The passes that ask for fields of this kind, each a bit. */
    private int readers;

    private int last;
    private int looks;

    Entry(String name, int passes) {
      this.name = name;
      this.bytes = name.getBytes(ISO_8859_1);
      this.hex = TextLayouts.hexFields(name);
      this.plain = new PlainShape(name);
      this.shapes.addAll(TextLayouts.patterns(name));
      this.losesRole = TextLayouts.losesRole(name);
      this.forSurvey = TextLayouts.isForSurvey(name);
      this.needed = !shapes.isEmpty() || losesRole;
      this.readers = passes;
    }

    String name() {
      return name;
    }

    /** Whether a pass needs the fields, so that a text without them loses something. */
    boolean isNeeded(TextPass pass) {
      return needed && isReader(pass) && !forSurvey;
    }

    /** Whether only the survey of the host needs the fields. */
    boolean isForSurvey() {
      return forSurvey;
    }

    /** A pass asks for no field of this kind from now on. */
    void ignoreFields(TextPass pass) {
      readers &= ~pass.bit();
      if (readers == 0) {
        needed = false;
        looks = LOOKS;
      }
    }

    /** What an event of this kind is to a pass: without fields if it ignores them. */
    TextShape shape(TextPass pass, TextShape read) {
      return isReader(pass) ? read : plain;
    }

    /** Whether a pass gets no field of this kind from now on. */
    boolean isWithoutFields(TextPass pass) {
      return !isReader(pass) || isUnread();
    }

    private boolean isReader(TextPass pass) {
      return (readers & pass.bit()) != 0;
    }

    private boolean isUnread() {
      return !needed && looks == LOOKS;
    }

    /** Further events of this kind tell the survey nothing. */
    void endSurvey() {
      surveyed = true;
    }

    /** Whether events of this kind tell the survey nothing more. */
    boolean isSurveyed() {
      return surveyed;
    }

    /** Whether the texts that are no pairs lose a role. */
    boolean losesRole() {
      return losesRole;
    }

    /**
     * Reads the fields from the text's place on; what cannot be read is {@link PlainShape}.
     *
     * @return the shape that the text has
     */
    TextShape read(ByteText text, long[] values) {
      if (isUnread()) {
        return plain;
      }
      if (!needed) {
        looks++;
      }
      int mark = text.mark();
      for (int tried = 0; tried < shapes.size(); tried++) {
        int i = last + tried < shapes.size() ? last + tried : last + tried - shapes.size();
        if (shapes.get(i).read(text, values)) {
          last = isOrdered(i) ? last : i;
          return shapes.get(i);
        }
        text.reset(mark);
      }
      return readNew(text, values);
    }

    /** A sentence may begin like a longer one, which must be tried first. */
    private boolean isOrdered(int shape) {
      return shapes.get(shape) instanceof PatternShape;
    }

    private TextShape readNew(ByteText text, long[] values) {
      int mark = text.mark();
      if (shapes.size() < MAX_SHAPES) {
        PairsShape shape = PairsShape.of(name, text, hex).orElse(null);
        if (shape != null && shape.read(text, values)) {
          shapes.add(shape);
          needed |= shape.isProbe();
          last = shapes.size() - 1;
          return shape;
        }
        text.reset(mark);
      }
      return plain;
    }
  }
}
