// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import com.google.gson.stream.JsonWriter;
import dev.rolecall.mmu.rule.RuleVariant.Label;
import dev.rolecall.replay.mutate.MutationReport.Finding;
import dev.rolecall.replay.mutate.MutationReport.LeftOut;
import dev.rolecall.replay.mutate.MutationReport.Score;
import dev.rolecall.replay.mutate.Verdict.Sign;
import dev.rolecall.replay.mutate.Verdict.Status;
import dev.rolecall.replay.mutate.code.Mutant;
import dev.rolecall.replay.trace.InputProblem;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints a report as one JSON document.
 *
 * <pre>
 * { "document": "rolecall-mutate", "version": 1, "tool": "0.1.0",
 *   "revisions": [ "v6.1" ], "traces": [ "…", the quickest first ],
 *   "left_out": [ { "trace", "why" } ], "problems": [ "FILE:LINE:COLUMN: …" ],
 *   "faults": COUNT, "planted": COUNT,
 *   "score": { "noticed", "survived", "not_reached", "percent", "percent_of_reached" },
 *   "rules": [ { "rule", "variants": [ { "variant", "summary" } ], "score": as above } ],
 *   "mutants": [
 *     { "status": "noticed" | "survived" | "not_reached", "rule", "operator", "change",
 *       "class", "method", "file", "line", "reached_by": COUNT of traces,
 *       "noticed_by": { "trace", "effect": "diverges" | "unchecked" | "refused" | "crashes"
 *                       | "hangs", "detail" } | null } ] }
 * </pre>
 */
public final class MutationJson {
  private static final int VERSION = 1;

  private final JsonWriter json;
  private final String tool;

  /** A printer to a writer of JSON, for a version of the tool. */
  public MutationJson(JsonWriter json, String tool) {
    this.json = json;
    this.tool = tool;
    json.setSerializeNulls(true);
  }

  /** Prints the document. */
  public void print(MutationReport report) throws IOException {
    json.beginObject().name("document").value("rolecall-mutate");
    json.name("version").value(VERSION).name("tool").value(tool);
    texts("revisions", report.revisions());
    texts("traces", report.traces());
    leftOut(report.leftOut());
    texts("problems", report.problems().stream().map(InputProblem::toString).toList());
    json.name("faults").value(report.faults());
    json.name("planted").value(report.score().planted());
    score(report.score());
    json.name("rules").beginArray();
    for (Map.Entry<String, List<Finding>> rule : report.byRule().entrySet()) {
      rule(rule.getKey(), rule.getValue());
    }
    json.endArray().name("mutants").beginArray();
    for (Finding finding : report.findings()) {
      mutant(finding);
    }
    json.endArray().endObject();
    json.flush();
  }

  private void texts(String name, List<String> texts) throws IOException {
    json.name(name).beginArray();
    for (String text : texts) {
      json.value(text);
    }
    json.endArray();
  }

  private void leftOut(List<LeftOut> leftOut) throws IOException {
    json.name("left_out").beginArray();
    for (LeftOut left : leftOut) {
      json.beginObject().name("trace").value(left.trace());
      json.name("why").value(left.why()).endObject();
    }
    json.endArray();
  }

  private void score(Score score) throws IOException {
    json.name("score").beginObject();
    json.name("noticed").value(score.noticed()).name("survived").value(score.survived());
    json.name("not_reached").value(score.notReached());
    json.name("percent").value(rounded(score.percent()));
    json.name("percent_of_reached").value(rounded(score.percentOfReached())).endObject();
  }

  private static double rounded(double percent) {
    return Math.round(percent * 10) / 10.0;
  }

  private void rule(String rule, List<Finding> findings) throws IOException {
    json.beginObject().name("rule").value(rule).name("variants").beginArray();
    for (Label label : findings.get(0).labels()) {
      json.beginObject().name("variant").value(label.variant());
      json.name("summary").value(label.summary()).endObject();
    }
    json.endArray();
    score(Score.of(findings));
    json.endObject();
  }

  private void mutant(Finding finding) throws IOException {
    Mutant mutant = finding.mutant();
    Verdict verdict = finding.verdict();
    json.beginObject().name("status").value(verdict.status().name().toLowerCase(Locale.ROOT));
    json.name("rule").value(finding.rule());
    json.name("operator").value(mutant.operator().wireName());
    json.name("change").value(mutant.words());
    json.name("class").value(mutant.place().className()).name("method").value(finding.method());
    json.name("file").value(mutant.place().file()).name("line").value(mutant.place().line());
    json.name("reached_by").value(verdict.reachedBy()).name("noticed_by");
    if (verdict.status() == Status.NOTICED) {
      sign(verdict.sign());
    } else {
      json.nullValue();
    }
    json.endObject();
  }

  private void sign(Sign sign) throws IOException {
    json.beginObject().name("trace").value(sign.trace());
    json.name("effect").value(sign.effect().name().toLowerCase(Locale.ROOT));
    json.name("detail").value(sign.detail()).endObject();
  }
}
