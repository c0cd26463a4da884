// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

class MutableClassTest {
  /** Probed classes keep their frames, planted ones do without: their points must be the same. */
  @Test
  void pointsDoNotHangOnFrames() throws IOException {
    byte[] bytes;
    try (InputStream in = Sample.class.getResourceAsStream("Sample.class")) {
      bytes = in.readAllBytes();
    }
    List<String> withFrames = points(bytes, 0);
    assertFalse(withFrames.isEmpty());
    assertEquals(withFrames, points(bytes, ClassReader.SKIP_FRAMES));
  }

  private static List<String> points(byte[] bytes, int flags) {
    ClassNode node = new ClassNode();
    new ClassReader(bytes).accept(node, flags);
    return Point.of(node, Types.of(List.of(bytes))).stream()
        .map(
            p ->
                p.spot().method().name
                    + p.line()
                    + p.changes().stream().map(Change::words).toList())
        .toList();
  }
}
