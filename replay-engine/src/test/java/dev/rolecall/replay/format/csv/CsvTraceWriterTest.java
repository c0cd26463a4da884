// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CsvTraceWriterTest {

  @Test
  void canonicalFormHasFixedColumnsOrderAndRadix() throws Exception {
    String given =
        """
        # comments are not kept
        expect,event,args,seq,vcpu
        ,machine,tdp_mmu=0 maxphyaddr=0x30 vendor=intel revision=v5.18,7,
        smm=1 root_mmu.cpu_role.level=0x4 cr0=17,write,cr0=0x0011,8,1
        "steps=4:4096:0X7,3:0:0",observe,,9,
        "steps=4:4096:7,3:0:0 stores=none requests=flush_all+sync",observe,,10,2
        ,memory,bytes=0xDEADbeef gpa=8,11,
        ,memory,"qwords=1,18446744073709551615 gpa=8",12,
        ,unknown,raw=a%20b%2c% name=x,13,
        "root_mmu.roots=page:1:2:3,-,-,dummy:0:0:0",load,,14,
        """;
    String expected =
        """
        seq,time_ns,vm,vcpu,event,args,expect
        7,,,,machine,revision=v5.18 vendor=intel maxphyaddr=48 tdp_mmu=0,
        8,,,1,write,cr0=0x11,cr0=0x11 smm=1 root_mmu.cpu_role.level=4
        10,,,2,observe,,"requests=sync+flush_all steps=4:0x1000:0x7,3:0x0:0x0 stores=none"
        11,,,,memory,gpa=0x8 bytes=deadbeef,
        12,,,,memory,"gpa=0x8 qwords=0x1,0xffffffffffffffff",
        13,,,,unknown,"name=x raw=a%20b,%25",
        14,,,,load,,"root_mmu.roots=page:0x1:0x2:3,-,-,dummy:0x0:0x0:0"
        """;
    assertEquals(expected, rewrite(given));
    assertEquals(expected, rewrite(expected));
  }

  private static String rewrite(String text) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (TraceReader reader = new CsvTraceReader("t.csv", new ByteArrayInputStream(bytes));
        CsvTraceWriter writer = new CsvTraceWriter(out)) {
      reader.read(into(writer), problem -> {});
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static TraceHandler into(CsvTraceWriter writer) {
    return new TraceHandler() {
      @Override
      public void event(TraceEvent event) {
        try {
          writer.write(event);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }

      @Override
      public void notChecked(String reason, long count) {}
    };
  }
}
