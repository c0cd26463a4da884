// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.proto;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.rolecall.proto.Event;
import dev.rolecall.proto.SubjectEnd;
import dev.rolecall.proto.SubjectFlush;
import dev.rolecall.proto.SubjectRequest;
import dev.rolecall.proto.SubjectStart;
import dev.rolecall.replay.trace.DamagedStreamException;
import dev.rolecall.replay.trace.TraceEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Rolecall's end of the protocol of {@code subject.proto}. Requests are gathered into batches, of
 * which each but that of a single event fits into the smallest pipe: the subject has read the batch
 * before when it has answered it, so that writing one never waits for the subject to read.
 */
public final class SubjectWire {

  /** The version of the protocol. */
  public static final int PROTOCOL = 1;

  /** What a pipe holds at least: one page. */
  private static final int PIPE_BYTES = 4096;

  /** The number of a field that no message has. */
  private static final int UNKNOWN_FIELD = 20_000;

  private static final int SHOWN_BYTES = 32;
  private static final SubjectRequest FLUSH =
      SubjectRequest.newBuilder().setFlush(SubjectFlush.getDefaultInstance()).build();
  private static final SubjectRequest END =
      SubjectRequest.newBuilder().setEnd(SubjectEnd.getDefaultInstance()).build();
  private static final int ROOM = PIPE_BYTES - sizeOf(FLUSH);

  private final OutputStream requests;
  private final DelimitedMessages answers;
  private final ByteArrayOutputStream batch = new ByteArrayOutputStream(PIPE_BYTES);

  /** An event is longer than any message. */
  public static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    private TooLongException(String message) {
      super(message);
    }
  }

  /**
   * A connection.
   *
   * @param answers what the subject writes
   * @param requests what the subject reads
   */
  public SubjectWire(InputStream answers, OutputStream requests) {
    this.requests = requests;
    this.answers = new DelimitedMessages(answers, "its standard output");
  }

  /** Puts the start of a trace into the batch; {@code rolecall} says who asks. */
  public void start(TraceEvent machine, String rolecall) throws IOException {
    SubjectStart.Builder start = SubjectStart.newBuilder();
    start.setProtocol(PROTOCOL).setRolecall(rolecall);
    start.setMachine(MessageWriter.message(machine).getMachine());
    SubjectRequest.newBuilder().setStart(start).build().writeDelimitedTo(batch);
  }

  /**
   * Puts an event into the batch; false if it does not fit, and the batch has to be flushed first.
   *
   * @throws TooLongException if the event is too long for any batch
   */
  public boolean offer(TraceEvent event) throws IOException {
    return offer(request(fed(event)));
  }

  /** As {@link #offer}, with fields that no subject knows in every message. */
  public boolean offerFromTheFuture(TraceEvent event) throws IOException {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .mergeVarintField(UNKNOWN_FIELD, 1)
            .mergeField(
                UNKNOWN_FIELD + 1,
                UnknownFieldSet.Field.newBuilder().addFixed32(1).addFixed64(2).build())
            .build();
    Event.Builder message = fed(event).toBuilder().setUnknownFields(unknown);
    Message args = (Message) message.getField(ProtoSchema.event(event.type()));
    message.setField(
        ProtoSchema.event(event.type()), args.toBuilder().setUnknownFields(unknown).build());
    return offer(request(message.build()).toBuilder().setUnknownFields(unknown).build());
  }

  /** The event, of whose expectations a subject is told {@code accepted} and no more. */
  private static Event fed(TraceEvent event) {
    Event message = MessageWriter.message(event);
    if (!message.hasExpect()) {
      return message;
    }
    Event.Builder fed = message.toBuilder().clearExpect();
    if (message.getExpect().hasAccepted()) {
      fed.getExpectBuilder().setAccepted(message.getExpect().getAccepted());
    }
    return fed.build();
  }

  private static SubjectRequest request(Event event) {
    return SubjectRequest.newBuilder().setEvent(event).build();
  }

  private boolean offer(SubjectRequest request) throws IOException {
    int size = sizeOf(request);
    if (batch.size() > 0 && batch.size() + size > ROOM) {
      return false;
    }
    if (size > DelimitedMessages.MAX_LENGTH) {
      throw new TooLongException(
          "takes %d bytes, expected at most %d".formatted(size, DelimitedMessages.MAX_LENGTH));
    }
    request.writeDelimitedTo(batch);
    return true;
  }

  /** Puts a request into the batch that no subject knows, and that has no answer. */
  public void offerUnknownRequest() throws IOException {
    SubjectRequest.newBuilder()
        .setUnknownFields(
            UnknownFieldSet.newBuilder()
                .mergeField(
                    UNKNOWN_FIELD,
                    UnknownFieldSet.Field.newBuilder()
                        .addLengthDelimited(ByteString.copyFromUtf8("unknown"))
                        .build())
                .build())
        .build()
        .writeDelimitedTo(batch);
  }

  /** Sends the batch, after which the subject has to answer all of it. */
  public void flush() throws IOException {
    FLUSH.writeDelimitedTo(batch);
    send();
  }

  /** Tells the subject that nothing more will come. */
  public void end() throws IOException {
    END.writeDelimitedTo(batch);
    send();
  }

  private void send() throws IOException {
    batch.writeTo(requests);
    batch.reset();
    requests.flush();
  }

  /** Whether the subject has written something that was not read yet. */
  public boolean hasMore() throws IOException {
    return answers.hasMore();
  }

  /**
   * Reads the next answer; none if the subject's output has ended.
   *
   * @throws DamagedStreamException if what the subject wrote is none, or ends within one
   * @throws IOException if the system fails to read
   */
  public Optional<SubjectAnswer> next() throws IOException {
    if (!answers.next()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          answer(
              dev.rolecall.proto.SubjectAnswer.parser()
                  .parseFrom(answers.bytes(), 0, answers.length())));
    } catch (InvalidProtocolBufferException e) {
      throw new DamagedStreamException("expected a SubjectAnswer: " + e.getMessage(), e);
    }
  }

  private static SubjectAnswer answer(dev.rolecall.proto.SubjectAnswer message)
      throws DamagedStreamException {
    return switch (message.getWhatCase()) {
      case READY ->
          new SubjectAnswer.Ready(
              message.getReady().getProtocol(), message.getReady().getRevision());
      case OUTCOME -> new SubjectAnswer.Outcome(message.getOutcome());
      case ERROR -> new SubjectAnswer.Refusal(message.getError().getText());
      case WHAT_NOT_SET ->
          throw new DamagedStreamException("expected a SubjectAnswer with ready, outcome or error");
    };
  }

  /** The first bytes of the message that was read last, be it whole or not, in words. */
  public String lastBytes() {
    int shown = Math.min(SHOWN_BYTES, answers.length());
    if (shown == 0) {
      return "";
    }
    byte[] bytes = new byte[1 + shown];
    bytes[0] = (byte) Math.min(answers.announced(), Byte.MAX_VALUE); // text has one byte of length
    System.arraycopy(answers.bytes(), 0, bytes, 1, shown);
    String more = answers.length() > shown ? " …" : "";
    String text = new String(bytes, StandardCharsets.US_ASCII);
    return text.chars().allMatch(SubjectWire::isPrinted)
        ? "\"" + text.replace("\n", "\\n") + "\"" + more
        : HexFormat.ofDelimiter(" ").formatHex(bytes, 1, bytes.length) + more;
  }

  private static boolean isPrinted(int c) {
    return (c >= ' ' && c < 0x7f) || c == '\n';
  }

  private static int sizeOf(SubjectRequest request) {
    int size = request.getSerializedSize();
    return size + CodedOutputStream.computeUInt32SizeNoTag(size);
  }
}
