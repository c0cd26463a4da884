// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.replay.diff.Signature;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the signature of a divergence. */
final class SignatureConverter implements ITypeConverter<Signature> {
  @Override
  public Signature convert(String text) {
    return Signature.parse(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected KEY, KEY:FIELD+FIELD or either with @EVENT, such as "
                        + "root_mmu.cpu_role:cr0_wp@write, got '"
                        + text
                        + "'"));
  }
}
