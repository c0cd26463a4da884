// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import dev.rolecall.replay.mutate.code.MutableClass;
import dev.rolecall.replay.mutate.code.Mutant;
import dev.rolecall.replay.mutate.code.Types;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every mutant of the model, of whatever revision. */
final class ModelMutants {
  private final List<Mutant> mutants = new ArrayList<>();
  private final Map<String, MutableClass> classes = new HashMap<>();

  ModelMutants(ModelCode code) {
    Types types = Types.of(code.classes().values());
    code.classes()
        .forEach(
            (name, bytes) -> {
              if (ModelCode.hasRules(name)) {
                MutableClass mutable = new MutableClass(bytes, types, mutants.size());
                classes.put(name, mutable);
                mutants.addAll(mutable.mutants());
              }
            });
  }

  /** The mutants of the model that this program runs. */
  static ModelMutants read() throws IOException {
    return new ModelMutants(ModelCode.read());
  }

  /** All of them; each stands at its number. */
  List<Mutant> all() {
    return mutants;
  }

  /** The program with all of them in it. */
  ProgramCode planted() {
    return new ProgramCode(classes, MutableClass::planted);
  }

  /** The program without any, which tells where it comes through. */
  ProgramCode probed() {
    return new ProgramCode(classes, MutableClass::probed);
  }
}
