import type { NativeConnection } from "@temporalio/worker";
import proto from "@temporalio/proto";

const { IndexedValueType } = proto.temporal.api.enums.v1;

const TYPES = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  DATETIME: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
  INT: IndexedValueType.INDEXED_VALUE_TYPE_INT,
  BOOL: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
} as const;

/** A search attribute as a workflow defines it. */
export interface SearchAttribute {
  readonly name: string;
  readonly type: string;
}

/**
 * Registers those of our search attributes that the namespace lacks: a workflow that sets an unknown
 * one would stand still.
 *
 * @returns the names registered now
 */
export async function registerSearchAttributes(
  connection: NativeConnection,
  namespace: string,
  attributes: readonly SearchAttribute[],
): Promise<string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = attributes.filter(({ name }) => !(name in (customAttributes ?? {})));
  if (missing.length > 0) await addSearchAttributes(connection, namespace, missing);
  return missing.map(({ name }) => name);
}

/** Registers attributes without asking which are there: the time-skipping server can't list them. */
export async function addSearchAttributes(
  connection: Pick<NativeConnection, "operatorService">,
  namespace: string,
  attributes: readonly SearchAttribute[],
): Promise<void> {
  const searchAttributes = Object.fromEntries(
    attributes.map(({ name, type }) => [name, TYPES[type as keyof typeof TYPES]]),
  );
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
}
