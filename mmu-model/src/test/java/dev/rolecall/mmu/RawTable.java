// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import dev.rolecall.mmu.cpu.HostPages;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Machine.EptAd;
import dev.rolecall.mmu.cpu.Machine.Tdp;
import dev.rolecall.mmu.cpu.Vendor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Tables of {@code traces/raw}: what kernels' own code computed, hexadecimal but for counts. */
final class RawTable {
  private static final Path FOLDER = Path.of("../traces/raw");

  private RawTable() {}

  /** A row, by the names of its columns. */
  record Row(List<String> names, List<String> values) {
    String text(String name) {
      return values.get(names.indexOf(name));
    }

    long hex(String name) {
      return Long.parseUnsignedLong(text(name), 16);
    }

    int decimal(String name) {
      return Integer.parseInt(text(name));
    }

    @Override
    public String toString() {
      return String.join(",", values);
    }
  }

  static List<Row> read(String name) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(FOLDER.resolve(name + ".csv.gz"))),
                StandardCharsets.UTF_8))) {
      List<String> names = List.of(in.readLine().split(",", -1));
      in.lines()
          .map(line -> List.of(line.split(",", -1)))
          .forEach(v -> rows.add(new Row(names, v)));
    }
    return rows;
  }

  /** The hosts that the tables number. */
  static Machine host(int number) {
    return switch (number) {
      case 0 -> new Machine(Vendor.INTEL, Tdp.OFF, 5, EptAd.PRESENT, 46, new HostPages(1, 3));
      case 1 -> new Machine(Vendor.INTEL, Tdp.ON, 4, EptAd.PRESENT, 46);
      case 2 -> new Machine(Vendor.INTEL, Tdp.ON, 5, EptAd.PRESENT, 52);
      case 3 -> new Machine(Vendor.INTEL, Tdp.ON, 4, EptAd.ABSENT, 39, new HostPages(2, 2));
      case 4 -> new Machine(Vendor.AMD, Tdp.ON, 4, EptAd.PRESENT, 48);
      case 5 -> new Machine(Vendor.AMD, Tdp.ON, 5, EptAd.PRESENT, 52);
      case 6 -> new Machine(Vendor.AMD, Tdp.OFF, 4, EptAd.PRESENT, 48, new HostPages(1, 3));
      default -> throw new IllegalArgumentException("no host " + number);
    };
  }
}
