// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.explain;

import com.google.gson.stream.JsonWriter;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.revision.MmuSpec;
import dev.rolecall.mmu.revision.MmuSpec.Change;
import dev.rolecall.mmu.role.LayoutChange;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.rule.RuleVariant;
import java.io.IOException;
import java.util.List;

/** Prints kernel points and their differences as JSON. */
public final class HistoryJson {
  private final JsonWriter json;

  public HistoryJson(JsonWriter json) {
    this.json = json;
  }

  /** An array of points, each with its rules and its layout. */
  public void points(List<MmuRevision> revisions) throws IOException {
    json.beginArray();
    for (MmuRevision revision : revisions) {
      point(revision);
    }
    json.endArray();
  }

  private void point(MmuRevision revision) throws IOException {
    json.beginObject().name("id").value(revision.id());
    json.name("parent").value(revision.parent().map(MmuRevision::id).orElse(null));
    json.name("commit").value(revision.commit());
    json.name("summary").value(revision.summary());
    json.name("observable").value(!revision.isUnchanged());
    json.name("effect").value(revision.effect());
    json.name("rules").beginObject();
    for (RuleVariant variant : revision.spec().variants()) {
      if (!(variant instanceof RoleLayout)) {
        json.name(MmuSpec.ruleOf(variant).getSimpleName()).value(variant.label().variant());
      }
    }
    json.endObject().name("layout").beginObject();
    for (RoleField field : revision.layout().fields()) {
      json.name(field.kernelName()).value(revision.layout().place(field));
    }
    json.endObject().endObject();
  }

  /** An object with what differs between two points. */
  public void difference(MmuRevision a, MmuRevision b) throws IOException {
    json.beginObject().name("from").value(a.id()).name("to").value(b.id());
    json.name("fields").beginArray();
    for (LayoutChange change : LayoutChange.between(a.layout(), b.layout())) {
      json.beginObject().name("name").value(change.field().kernelName());
      json.name("before").value(change.before()).name("after").value(change.after());
      json.name("remark").value(change.remark()).endObject();
    }
    json.endArray().name("rules").beginArray();
    for (Change change : a.spec().changesTo(b.spec())) {
      if (!(change.before() instanceof RoleLayout)) {
        json.beginObject().name("rule").value(change.rule().getSimpleName());
        side("before", change.before());
        side("after", change.after());
        json.endObject();
      }
    }
    json.endArray().endObject();
  }

  private void side(String name, RuleVariant variant) throws IOException {
    json.name(name).beginObject().name("variant").value(variant.label().variant());
    json.name("summary").value(variant.label().summary()).endObject();
  }
}
