// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;

/**
 * One event of a trace: what was done, and what should come of it.
 *
 * <p>An event is mutable. A reader fills one and the same object again and again, so that what a
 * {@link TraceHandler} is given, and all that it holds, is valid only until the handler returns;
 * {@link #copyOf} keeps one for longer.
 */
public final class TraceEvent {
  private static final long ABSENT = -1;
  private static final TextSource NO_DESCRIPTION = () -> "";

  private final KeyValues<Arg> args = new KeyValues<>(Arg.ALL);
  private final KeyValues<ExpectKey> expectations = new KeyValues<>(ExpectKey.ALL);
  private final List<FieldExpectation> fields = new ArrayList<>(0);
  private final List<FieldExpectation> fieldsView = Collections.unmodifiableList(fields);

  private EventType type = EventType.OBSERVE;
  private long position;
  private long seq = ABSENT;
  private long timeNs = ABSENT;
  private int vm = (int) ABSENT;
  private int vcpu = (int) ABSENT;
  private long takenOver;
  private TextSource description = NO_DESCRIPTION;
  private PlaceKind placeKind = PlaceKind.NONE;
  private long placeNumber;
  private int placeColumn;

  /** An {@code observe} event without anything. */
  public TraceEvent() {}

  /** An event of its own with the content, place and description of another. */
  public static TraceEvent copyOf(TraceEvent other) {
    TraceEvent copy = new TraceEvent();
    copy.copyFrom(other);
    return copy;
  }

  /** Which event it is. */
  public EventType type() {
    return type;
  }

  /** What was done. */
  public KeyValues<Arg> args() {
    return args;
  }

  /** What should come of it, except single fields. */
  public KeyValues<ExpectKey> expectations() {
    return expectations;
  }

  /** The fields of role words that should come of it; a view, not to be kept. */
  public List<FieldExpectation> fieldExpectations() {
    return fieldsView;
  }

  /** The number of the event's record in its trace, from 1; 0 for an event from no trace. */
  public long position() {
    return position;
  }

  /** Whether the trace gives the event a sequence number. */
  public boolean hasSeq() {
    return seq != ABSENT;
  }

  /** The sequence number: the one given, else the position. */
  public long seq() {
    return hasSeq() ? seq : position;
  }

  /** Whether the trace gives the event a time. */
  public boolean hasTimeNs() {
    return timeNs != ABSENT;
  }

  /** The time in nanoseconds, since a point that the trace's source chooses; 0 if none is given. */
  public long timeNs() {
    return hasTimeNs() ? timeNs : 0;
  }

  /** Whether the trace names the VM. */
  public boolean hasVm() {
    return vm != ABSENT;
  }

  /** The VM's number; 0 if none is given. */
  public int vm() {
    return hasVm() ? vm : 0;
  }

  /** Whether the trace names the vCPU. */
  public boolean hasVcpu() {
    return vcpu != ABSENT;
  }

  /** The vCPU's number within its VM; 0 if none is given. */
  public int vcpu() {
    return hasVcpu() ? vcpu : 0;
  }

  /**
   * The arguments that were not recorded with this event but taken over from a later record, as a
   * mask of {@link Arg#bit()}.
   */
  public long takenOver() {
    return takenOver;
  }

  /** The source's own text of the event, such as the kernel's rendering; empty if it has none. */
  public String description() {
    return description.text();
  }

  /** Where in the input the event stands. */
  public Place place() {
    return switch (placeKind) {
      case NONE -> new Place.None();
      case LINE -> new Place.Line(placeNumber, placeColumn);
      case BYTE -> new Place.ByteOffset(placeNumber);
    };
  }

  /** Makes this an event of a type without anything else, to be filled. */
  public void reset(EventType newType) {
    clear();
    type = newType;
  }

  /** Makes this an {@code observe} event without anything. */
  public void clear() {
    type = EventType.OBSERVE;
    args.clear();
    expectations.clear();
    fields.clear();
    position = 0;
    seq = ABSENT;
    timeNs = ABSENT;
    vm = (int) ABSENT;
    vcpu = (int) ABSENT;
    takenOver = 0;
    description = NO_DESCRIPTION;
    placeKind = PlaceKind.NONE;
  }

  /** Changes the type and nothing else. */
  public void setType(EventType newType) {
    type = newType;
  }

  /** Sets the number of the event's record in its trace, from 1. */
  public void setPosition(long newPosition) {
    position = newPosition;
  }

  /** Gives a sequence number, 0 to 2^63-1. */
  public void setSeq(long newSeq) {
    seq = requireNotNegative("seq", newSeq);
  }

  /** Gives a time in nanoseconds, 0 to 2^63-1. */
  public void setTimeNs(long newTimeNs) {
    timeNs = requireNotNegative("time_ns", newTimeNs);
  }

  /** Names the VM, 0 to 2^31-1. */
  public void setVm(int newVm) {
    vm = (int) requireNotNegative("vm", newVm);
  }

  /** Names the vCPU, 0 to 2^31-1. */
  public void setVcpu(int newVcpu) {
    vcpu = (int) requireNotNegative("vcpu", newVcpu);
  }

  /** Adds the expectation of one field. */
  public void expectField(FieldExpectation expectation) {
    fields.add(expectation);
  }

  /** Takes the expectations of single fields away. */
  public void clearFieldExpectations() {
    fields.clear();
  }

  /** Marks an argument as taken over from a later record. */
  public void markTakenOver(Arg arg) {
    takenOver |= arg.bit();
  }

  /** Gives the source's own text of the event, made only when it is asked for. */
  public void setDescription(TextSource newDescription) {
    description = newDescription;
  }

  /** Places the event at a line and column, both from 1. */
  public void setLine(long line, int column) {
    placeKind = PlaceKind.LINE;
    placeNumber = line;
    placeColumn = column;
  }

  /** Places the event at a byte, from 0. */
  public void setByteOffset(long offset) {
    placeKind = PlaceKind.BYTE;
    placeNumber = offset;
  }

  /**
   * Takes away all expectations but some.
   *
   * @param kept a mask of {@link ExpectKey#bit()}
   */
  public void keepOnly(long kept) {
    for (long gone = expectations.present() & ~kept; gone != 0; gone &= gone - 1) {
      expectations.remove(ExpectKey.ALL.get(Long.numberOfTrailingZeros(gone)));
    }
    fields.clear();
  }

  /**
   * Makes this event equal to another in everything for as long as the other stays as it is: its
   * description is not made into a text.
   */
  public void borrow(TraceEvent other) {
    copyAllButDescription(other);
    description = other.description;
  }

  /** Makes this event equal to another in everything; texts are made now. */
  public void copyFrom(TraceEvent other) {
    String text = other.description();
    copyAllButDescription(other);
    description = () -> text;
  }

  private void copyAllButDescription(TraceEvent other) {
    type = other.type;
    args.copyFrom(other.args);
    expectations.copyFrom(other.expectations);
    if (other != this) {
      fields.clear();
      fields.addAll(other.fields);
    }
    position = other.position;
    seq = other.seq;
    timeNs = other.timeNs;
    vm = other.vm;
    vcpu = other.vcpu;
    takenOver = other.takenOver;
    placeKind = other.placeKind;
    placeNumber = other.placeNumber;
    placeColumn = other.placeColumn;
  }

  /**
   * Whether both say the same: type, what is given of number, time, VM and vCPU, arguments and
   * expectations. Place, position, description and the mark of what was taken over do not count.
   */
  public boolean sameContent(TraceEvent other) {
    return type == other.type
        && seq == other.seq
        && timeNs == other.timeNs
        && vm == other.vm
        && vcpu == other.vcpu
        && args.sameContent(other.args)
        && expectations.sameContent(other.expectations)
        && fields.size() == other.fields.size()
        && new HashSet<>(fields).equals(new HashSet<>(other.fields));
  }

  /** Takes the sequence number away. */
  public void clearSeq() {
    seq = ABSENT;
  }

  /** Takes the time away. */
  public void clearTimeNs() {
    timeNs = ABSENT;
  }

  /** Forgets which arguments were taken over. */
  public void clearTakenOver() {
    takenOver = 0;
  }

  /** Names no VM and no vCPU. */
  public void clearVcpu() {
    vm = (int) ABSENT;
    vcpu = (int) ABSENT;
  }

  /** Appends all but the description. */
  void pack(EventWords out) {
    boolean fits = PackedHead.fits(vm, vcpu, position);
    long numbers = fits ? PackedHead.numbers(vm, vcpu, position) : PackedHead.WIDE;
    out.put(PackedHead.of(type) | numbers | parts());
    if (!fits) {
      out.put(vm);
      out.put(vcpu);
      out.put(position);
    }
    packPlace(out);
    if (hasSeq()) {
      out.put(seq);
    }
    if (hasTimeNs()) {
      out.put(timeNs);
    }
    if (takenOver != 0) {
      out.put(takenOver);
    }
    if (args.present() != 0) {
      args.pack(out);
    }
    if (expectations.present() != 0) {
      expectations.pack(out);
    }
    if (!fields.isEmpty()) {
      out.put(fields.size());
      fields.forEach(out::putObject);
    }
  }

  private void packPlace(EventWords out) {
    if (placeKind != PlaceKind.NONE) {
      out.put(placeNumber);
    }
    if (placeKind == PlaceKind.LINE) {
      out.put(placeColumn);
    }
  }

  private long parts() {
    return (hasSeq() ? PackedHead.SEQ : 0)
        | (hasTimeNs() ? PackedHead.TIME : 0)
        | (takenOver != 0 ? PackedHead.TAKEN_OVER : 0)
        | (args.present() != 0 ? PackedHead.ARGS : 0)
        | (expectations.present() != 0 ? PackedHead.EXPECTATIONS : 0)
        | (fields.isEmpty() ? 0 : PackedHead.FIELDS)
        | (placeKind == PlaceKind.LINE ? PackedHead.LINE : 0)
        | (placeKind == PlaceKind.BYTE ? PackedHead.BYTE : 0);
  }

  /** Makes this the next event of a run, without a description. */
  void unpack(EventWords in) {
    long head = in.next();
    clear();
    type = PackedHead.type(head);
    boolean wide = (head & PackedHead.WIDE) != 0;
    vm = wide ? (int) in.next() : PackedHead.vm(head);
    vcpu = wide ? (int) in.next() : PackedHead.vcpu(head);
    position = wide ? in.next() : PackedHead.position(head);
    if ((head & PackedHead.LINE) != 0) {
      setLine(in.next(), (int) in.next());
    } else if ((head & PackedHead.BYTE) != 0) {
      setByteOffset(in.next());
    }
    seq = (head & PackedHead.SEQ) != 0 ? in.next() : ABSENT;
    timeNs = (head & PackedHead.TIME) != 0 ? in.next() : ABSENT;
    takenOver = (head & PackedHead.TAKEN_OVER) != 0 ? in.next() : 0;
    if ((head & PackedHead.ARGS) != 0) {
      args.unpack(in);
    }
    if ((head & PackedHead.EXPECTATIONS) != 0) {
      expectations.unpack(in);
    }
    if ((head & PackedHead.FIELDS) != 0) {
      for (long left = in.next(); left > 0; left--) {
        fields.add((FieldExpectation) in.nextObject());
      }
    }
  }

  private static long requireNotNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " 0x" + Long.toHexString(value));
    }
    return value;
  }

  private enum PlaceKind {
    NONE,
    LINE,
    BYTE
  }
}
