// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.explain;

import com.google.gson.stream.JsonWriter;
import dev.rolecall.mmu.MmuId;
import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.explain.EventExplanation.Possible;
import dev.rolecall.replay.explain.EventExplanation.Step;
import dev.rolecall.replay.trace.EventText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Prints explanations as JSON. */
public final class ExplanationJson {
  private final JsonWriter json;
  private final MmuRevision revision;

  public ExplanationJson(JsonWriter json, MmuRevision revision) {
    this.json = json;
    this.revision = revision;
  }

  /** A role word with its fields. */
  public void word(String name, long word) throws IOException {
    RoleLayout layout = revision.layout();
    json.beginObject().name("revision").value(revision.id()).name("name").value(name);
    json.name("word").value("0x" + Long.toHexString(word));
    json.name("meaning").value(new RoleWordText(revision).meaning(word));
    json.name("unknown_bits").value("0x" + Long.toHexString(layout.bits().unknownBits(word)));
    json.name("fields").beginArray();
    for (RoleField field : layout.fields()) {
      json.beginObject().name("name").value(field.kernelName());
      json.name("bits").value(layout.place(field)).name("value").value(layout.get(word, field));
      json.name("from").value(field.source()).name("decides").value(field.decides()).endObject();
    }
    json.endArray().endObject();
  }

  /** The events that one record became, each with the states around it. */
  public void steps(List<Step> steps) throws IOException {
    json.beginArray();
    for (Step step : steps) {
      step(step);
    }
    json.endArray();
  }

  private void step(Step step) throws IOException {
    StringBuilder args = new StringBuilder();
    EventText.appendArgs(args, step.event());
    json.beginObject().name("event").value(step.event().position());
    json.name("vm").value(step.event().vm()).name("vcpu").value(step.event().vcpu());
    json.name("revision").value(revision.id());
    json.name("type").value(step.event().type().wireName()).name("args").value(args.toString());
    json.name("text").value(step.event().description());
    json.name("meaning").value(EventWords.of(step.event()));
    json.name("accepted").value(step.verdict().accepted());
    json.name("accepted_unless").value(step.verdict().unless());
    json.name("reconfigured").beginArray();
    for (MmuId id : step.reconfigured()) {
      json.value(id.kernelName());
    }
    json.endArray();
    if (step.walk().isPresent()) {
      json.name("walk");
      walk(step.walk().get());
    }
    state("before", step.before());
    state("after", step.after());
    possible("possible_before", step.possible().map(Possible::before));
    possible("possible_after", step.possible().map(Possible::after));
    json.name("differences").beginArray();
    for (Difference difference : step.differences()) {
      json.beginObject().name("subject").value(difference.subject());
      json.name("recorded").value(difference.recorded());
      json.name("model").value(difference.model()).endObject();
    }
    json.endArray().endObject();
  }

  private void possible(String name, Optional<List<String>> lines) throws IOException {
    if (lines.isPresent()) {
      json.name(name).beginArray();
      for (String line : lines.get()) {
        json.value(line);
      }
      json.endArray();
    }
  }

  private void walk(WalkStory walk) throws IOException {
    json.beginObject().name("tables").value(walk.tables());
    json.name("levels").beginArray();
    for (WalkStory.Level level : walk.levels()) {
      json.beginObject().name("level").value(level.level()).name("address").value(level.address());
      json.name("l1_address").value(level.hostAddress()).name("entry").value(level.entry());
      json.name("decoded").value(level.decoded()).name("rights").value(level.rights()).endObject();
    }
    json.endArray().name("end").value(walk.end()).name("rule").value(walk.rule());
    if (walk.second().isPresent()) {
      json.name("second_stage");
      walk(walk.second().get());
    }
    json.endObject();
  }

  private void state(String name, Optional<VcpuMmu> mmu) throws IOException {
    json.name(name);
    if (mmu.isEmpty()) {
      json.nullValue();
      return;
    }
    json.beginObject();
    for (VcpuText.Row row : new VcpuText(revision).rows(mmu.get())) {
      json.name(row.name()).value(row.value());
    }
    json.endObject();
  }
}
