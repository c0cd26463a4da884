// SPDX-License-Identifier: Apache-2.0
/**
 * The protobuf image of a Rolecall trace: the types that protoc generates from {@code
 * rolecall/trace.proto}, and no code of our own.
 */
package dev.rolecall.proto;
