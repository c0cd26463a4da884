// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Finds the kernel point that an argument names. */
final class RevisionConverter implements ITypeConverter<MmuRevision> {
  @Override
  public MmuRevision convert(String id) {
    return MmuHistory.find(id).orElseThrow(() -> new TypeConversionException(unknown(id)));
  }

  private static String unknown(String id) {
    List<String> ids = MmuHistory.revisions().stream().map(MmuRevision::id).toList();
    String near = NearestName.hint(id, ids);
    return "no kernel point '%s'%s Known are %s"
        .formatted(id, near.isEmpty() ? "." : near, String.join(", ", ids));
  }
}
