// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.proto;

import dev.rolecall.proto.Event;
import dev.rolecall.proto.TraceHeader;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes a trace in protobuf. */
public final class ProtoTraceWriter implements TraceWriter {
  private final OutputStream out;

  /** A writer to a stream, which it closes; the header is written at once. */
  public ProtoTraceWriter(OutputStream out) throws IOException {
    this.out = new BufferedOutputStream(out, 1 << 16);
    TraceHeader.newBuilder()
        .setMagic(ProtoSchema.MAGIC)
        .setVersion(ProtoSchema.VERSION)
        .build()
        .writeDelimitedTo(this.out);
  }

  @Override
  public void write(TraceEvent event) throws IOException {
    Event message = MessageWriter.message(event);
    if (message.getSerializedSize() > DelimitedMessages.MAX_LENGTH) {
      throw new IOException(
          "event "
              + event.seq()
              + " takes "
              + message.getSerializedSize()
              + " bytes, expected at most "
              + DelimitedMessages.MAX_LENGTH);
    }
    message.writeDelimitedTo(out);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
