// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SignatureTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "root_mmu.cpu_role:cr0_wp+efer_nx@write",
        "root_mmu.cpu_role:cr0_wp",
        "gpa@access",
        "requests",
        "root_mmu.role.cr0_pg@vcpu"
      })
  void textIsReadBack(String text) {
    assertEquals(text, Signature.parse(text).orElseThrow().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "@write", "root_mmu.cpu_role@nothing", "a:", "a:+b", ":x@write", "a@"})
  void whatIsNoSignatureIsRefused(String text) {
    assertEquals(Optional.empty(), Signature.parse(text));
  }

  @Test
  void fieldsHaveOneOrder() {
    assertEquals(signature("a:x+y"), signature("a:y+x"));
  }

  @Test
  void whatIsLeftOutWillDoWithAny() {
    Signature found = signature("a:x+y@write");
    assertTrue(signature("a").covers(found));
    assertTrue(signature("a@write").covers(found));
    assertTrue(signature("a:x+y").covers(found));
    assertFalse(signature("a:x").covers(found), "a further field is another difference");
    assertFalse(signature("a@smm").covers(found));
    assertFalse(signature("b").covers(found));
  }

  @Test
  void furtherFieldsStillShowIt() {
    Signature found = signature("a:x+y@write");
    assertTrue(signature("a:x@write").isShownBy(found));
    assertFalse(signature("a:x+z").isShownBy(found));
    assertFalse(signature("a:x@smm").isShownBy(found));
  }

  private static Signature signature(String text) {
    return Signature.parse(text).orElseThrow();
  }
}
