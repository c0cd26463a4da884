// SPDX-License-Identifier: Apache-2.0
/**
 * The protobuf format of a trace; generated types stop here.
 *
 * <p>The schema mirrors the vocabulary name by name, so that nothing is translated by hand: {@link
 * dev.rolecall.replay.format.proto.ProtoSchema} finds the field of each key, and the kind of the
 * key says how its value is read and written.
 */
package dev.rolecall.replay.format.proto;
