// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

/** A piece of the corpus, which may tell a changed model from the healthy one. */
interface Witness {

  /** The name, a path below the corpus or one beginning with such a path. */
  String name();

  /**
   * The first thing that speaks against a model.
   *
   * @param model the loader of the model and of the engine
   * @return what the healthy model does not do; empty if there is nothing
   */
  String against(ClassLoader model);
}
