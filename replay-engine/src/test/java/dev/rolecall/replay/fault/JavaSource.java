// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

import java.net.URI;
import javax.tools.SimpleJavaFileObject;

/** A source file of the model that a compiler reads from memory. */
final class JavaSource extends SimpleJavaFileObject {
  private final String text;

  /** A source; the name is the file's, below {@code dev/rolecall/mmu}. */
  JavaSource(String name, String text) {
    super(URI.create("memory:/dev/rolecall/mmu/" + name), Kind.SOURCE);
    this.text = text;
  }

  @Override
  public CharSequence getCharContent(boolean ignoreEncodingErrors) {
    return text;
  }
}
