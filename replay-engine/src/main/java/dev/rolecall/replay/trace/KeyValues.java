// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * The values of an event's arguments, or of its expectations, in slots that are reused from event
 * to event: filling in numbers, words and lists allocates nothing.
 *
 * <p>Numbers, booleans (0 or 1), words (the constant's ordinal) and sets of words (a mask of
 * ordinals) are numbers; lists and roots are {@link LongTuples}; texts and bytes are objects.
 * Setting a value does not check its range.
 *
 * @param <K> the keys
 */
public final class KeyValues<K extends Key> {
  private static final Object NOTHING = "";

  /** In a packed mask of keys: narrow values have words of their own. No key has this bit. */
  private static final long UNPACKED = Long.MIN_VALUE;

  /** In the slot of a key that is no list; always empty. */
  private static final LongTuples NO_LIST = new LongTuples(1);

  private final List<K> keys;
  private final long[] numbers;
  private final LongTuples[] tuples;
  private final Object[] objects;
  private final long plain;
  private final long narrow;
  private long present;

  KeyValues(List<K> keys) {
    this.keys = keys;
    this.numbers = new long[keys.size()];
    this.tuples = keys.stream().map(key -> tuples(key.kind())).toArray(LongTuples[]::new);
    this.objects = new Object[keys.size()];
    Arrays.fill(objects, NOTHING);
    this.narrow = bits(keys, KeyValues::isNarrow);
    this.plain = bits(keys, KeyValues::isNumber) & ~narrow;
  }

  /** All keys that there are, by index. */
  public List<K> keys() {
    return keys;
  }

  /** The keys that have a value: bit {@code i} for the key of index {@code i}. */
  public long present() {
    return present;
  }

  /** How many keys have a value. */
  public int count() {
    return Long.bitCount(present);
  }

  /** Whether a key has a value. */
  public boolean has(K key) {
    return (present & bit(key)) != 0;
  }

  /** The number of a key, which has one. */
  public long number(K key) {
    requirePresent(key);
    return numbers[key.index()];
  }

  /** The number of a key, or another if it has none. */
  public long numberOr(K key, long otherwise) {
    return has(key) ? numbers[key.index()] : otherwise;
  }

  /** Whether a key, which has a value, is 1. */
  public boolean flag(K key) {
    return number(key) == 1;
  }

  /** The word of a key, which has one, as a constant of its enum. */
  public <E extends Enum<E>> E word(K key, Class<E> type) {
    long ordinal = number(key);
    if (key.kind() instanceof ValueKind.OneOf words) {
      return type.cast(words.constants().get((int) ordinal));
    }
    throw new IllegalArgumentException(key.wireName() + " is no word");
  }

  /** The list of a key, which has one; valid as long as the event. */
  public LongTuples tuples(K key) {
    requirePresent(key);
    return tuples[key.index()];
  }

  /** The text of a key, which has one. */
  public String text(K key) {
    requirePresent(key);
    Object text = objects[key.index()];
    return text instanceof TextSource source ? source.text() : (String) text;
  }

  /** The bytes of a key, which has some; not to be changed. */
  public byte[] bytes(K key) {
    requirePresent(key);
    return (byte[]) objects[key.index()];
  }

  /** Gives a key a number, or a boolean as 0 or 1. */
  public void set(K key, long number) {
    numbers[key.index()] = number;
    present |= bit(key);
  }

  /** Gives a key a word. */
  @SuppressWarnings("EnumOrdinal") // ValueKind defines a word's number as its ordinal
  public void set(K key, Enum<?> word) {
    set(key, word.ordinal());
  }

  /** Gives a key an empty list, and returns it to be filled. */
  public LongTuples setTuples(K key) {
    LongTuples list = tuples[key.index()];
    if (list == NO_LIST) {
      throw new IllegalArgumentException(key.wireName() + " is no list");
    }
    list.clear();
    present |= bit(key);
    return list;
  }

  /** Gives a key a text. */
  public void setText(K key, String text) {
    setObject(key, text);
  }

  /** Gives a key a text that is made when it is asked for, if ever. */
  public void setText(K key, TextSource text) {
    setObject(key, text);
  }

  /** Gives a key bytes, which nobody changes from then on. */
  public void setBytes(K key, byte[] bytes) {
    setObject(key, bytes);
  }

  /** Takes a key's value away. */
  public void remove(K key) {
    present &= ~bit(key);
  }

  /** Takes all values away. */
  public void clear() {
    present = 0;
  }

  /** Makes these values equal to others; texts are made now. */
  public void copyFrom(KeyValues<K> other) {
    present = other.present;
    for (long left = present; left != 0; left &= left - 1) {
      K key = keys.get(Long.numberOfTrailingZeros(left));
      int i = key.index();
      numbers[i] = other.numbers[i];
      if (tuples[i] != NO_LIST) {
        tuples[i].copyFrom(other.tuples[i]);
      }
      objects[i] = key.kind() instanceof ValueKind.Text ? other.text(key) : other.objects[i];
    }
  }

  /** Appends which keys have values, and the values: eight narrow ones to a word, then the rest. */
  void pack(EventWords out) {
    boolean asBytes = areBytes(present & narrow);
    out.put(asBytes ? present : present | UNPACKED);
    if (asBytes) {
      packBytes(out, present & narrow);
    }
    for (long left = asBytes ? present & ~narrow : present; left != 0; left &= left - 1) {
      int i = Long.numberOfTrailingZeros(left);
      if (((plain | narrow) >>> i & 1) != 0) {
        out.put(numbers[i]);
      } else if (tuples[i] != NO_LIST) {
        tuples[i].pack(out);
      } else {
        K key = keys.get(i);
        out.putObject(key.kind() instanceof ValueKind.Text ? text(key) : objects[i]);
      }
    }
  }

  /** Values are not checked when they are set, so that a narrow key's may be anything. */
  private boolean areBytes(long mask) {
    long all = 0;
    for (long left = mask; left != 0; left &= left - 1) {
      all |= numbers[Long.numberOfTrailingZeros(left)];
    }
    return all >>> Byte.SIZE == 0;
  }

  private void packBytes(EventWords out, long mask) {
    long word = 0;
    int shift = 0;
    for (long left = mask; left != 0; left &= left - 1) {
      word |= numbers[Long.numberOfTrailingZeros(left)] << shift;
      shift += Byte.SIZE;
      if (shift == Long.SIZE) {
        out.put(word);
        word = 0;
        shift = 0;
      }
    }
    if (shift > 0) {
      out.put(word);
    }
  }

  /** Makes these values the next of a run. */
  void unpack(EventWords in) {
    long mask = in.next();
    present = mask & ~UNPACKED;
    long left = present;
    if (mask >= 0) {
      unpackBytes(in, present & narrow);
      left &= ~narrow;
    }
    for (; left != 0; left &= left - 1) {
      int i = Long.numberOfTrailingZeros(left);
      if (((plain | narrow) >>> i & 1) != 0) {
        numbers[i] = in.next();
      } else if (tuples[i] != NO_LIST) {
        tuples[i].unpack(in);
      } else {
        objects[i] = in.nextObject();
      }
    }
  }

  private void unpackBytes(EventWords in, long mask) {
    long word = 0;
    int shift = Long.SIZE;
    for (long left = mask; left != 0; left &= left - 1) {
      if (shift == Long.SIZE) {
        word = in.next();
        shift = 0;
      }
      numbers[Long.numberOfTrailingZeros(left)] = word >>> shift & 0xff;
      shift += Byte.SIZE;
    }
  }

  /** Whether both have values for the same keys, and the same values. */
  public boolean sameContent(KeyValues<K> other) {
    if (present != other.present) {
      return false;
    }
    for (long left = present; left != 0; left &= left - 1) {
      if (!sameValue(keys.get(Long.numberOfTrailingZeros(left)), other)) {
        return false;
      }
    }
    return true;
  }

  private boolean sameValue(K key, KeyValues<K> other) {
    ValueKind kind = key.kind();
    if (kind instanceof ValueKind.Text) {
      return text(key).equals(other.text(key));
    }
    if (kind instanceof ValueKind.Bytes) {
      return Arrays.equals(bytes(key), other.bytes(key));
    }
    if (kind instanceof ValueKind.Tuples || kind instanceof ValueKind.Roots) {
      return tuples(key).sameContent(other.tuples(key));
    }
    return number(key) == other.number(key);
  }

  private void setObject(K key, Object value) {
    objects[key.index()] = value;
    present |= bit(key);
  }

  private void requirePresent(K key) {
    if (!has(key)) {
      throw new IllegalStateException(key.wireName() + " is absent");
    }
  }

  private static long bit(Key key) {
    return 1L << key.index();
  }

  private static long bits(List<? extends Key> keys, Predicate<ValueKind> of) {
    return keys.stream()
        .filter(key -> of.test(key.kind()))
        .mapToLong(KeyValues::bit)
        .reduce(0, (a, b) -> a | b);
  }

  /** Whether every value of a kind is a byte. */
  private static boolean isNarrow(ValueKind kind) {
    boolean range = kind instanceof ValueKind.Range r && r.max() >>> Byte.SIZE == 0;
    boolean set = kind instanceof ValueKind.SetOf s && s.words().size() <= Byte.SIZE;
    return range || set || kind instanceof ValueKind.Flag || kind instanceof ValueKind.OneOf;
  }

  private static boolean isNumber(ValueKind kind) {
    return !(kind instanceof ValueKind.Text || kind instanceof ValueKind.Bytes)
        && tuples(kind) == NO_LIST;
  }

  private static LongTuples tuples(ValueKind kind) {
    if (kind instanceof ValueKind.Tuples list) {
      return new LongTuples(list.parts().size());
    }
    return kind instanceof ValueKind.Roots ? new LongTuples(ValueKind.Roots.WIDTH) : NO_LIST;
  }
}
