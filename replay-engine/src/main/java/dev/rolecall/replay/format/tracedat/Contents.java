// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What has been read of a file's header so far; filled by the readers of the two versions. */
final class Contents {
  final FileHeader header;
  final EventFormats formats = new EventFormats();
  final List<Buffer> buffers = new ArrayList<>();
  final List<CpuStatistics> statistics = new ArrayList<>();
  final Map<Integer, String> commands = new HashMap<>();
  PageLayout pageLayout;
  TimeConversion conversion = TimeConversion.NONE;
  String uname = "";
  String clock = "";
  String recorder = "";
  long cpus;
  boolean timeShift;
  boolean textBuffer;

  Contents(FileHeader header) {
    this.header = header;
    this.pageLayout = PageLayout.ofLongSize(header.longSize());
  }
}
