// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.format.capture.KernelEventFormat;
import java.util.List;

/** The number fields of a format by index. */
record RecordFields(EventFormat format) implements KernelEventFormat {

  @Override
  public String system() {
    return format.system();
  }

  @Override
  public String name() {
    return format.name();
  }

  @Override
  public int fieldIndex(String fieldName) {
    List<Field> fields = format.fields();
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(fieldName) && fields.get(i).isNumber()) {
        return i;
      }
    }
    return ABSENT;
  }
}
