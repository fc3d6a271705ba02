import { Connection } from "@temporalio/client";
import proto from "@temporalio/proto";
import { SEARCH_ATTRIBUTES } from "./temporal.ts";

const { IndexedValueType } = proto.temporal.api.enums.v1;

const TYPES = {
  Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  Datetime: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
  Int: IndexedValueType.INDEXED_VALUE_TYPE_INT,
  Bool: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
} as const;

type SearchAttribute = keyof typeof SEARCH_ATTRIBUTES;

export const ALL_NAMES = Object.keys(SEARCH_ATTRIBUTES) as SearchAttribute[];

/**
 * Registers our search attributes where no flag of the dev server did: a
 * workflow that sets an unknown one would stand still.
 */
export async function addSearchAttributes(
  connection: Connection,
  { namespace, names }: { namespace: string; names: readonly SearchAttribute[] },
): Promise<void> {
  const searchAttributes = Object.fromEntries(
    names.map((name) => [name, TYPES[SEARCH_ATTRIBUTES[name]]]),
  );
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
}

/** Registers those of ours that the server at `address` lacks; rejects if it does not answer. */
export async function registerSearchAttributes(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: "10s" });
  try {
    const known = await connection.operatorService.listSearchAttributes({ namespace });
    const names = ALL_NAMES.filter((name) => !(name in (known.customAttributes ?? {})));
    if (names.length > 0) await addSearchAttributes(connection, { namespace, names });
  } finally {
    await connection.close();
  }
}
