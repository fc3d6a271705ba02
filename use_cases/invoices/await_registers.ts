import { clinicsUnderWay } from "../../db/imports/unpublished_lines.ts";
import type { Sql } from "../../db/connection.ts";

/** Ten minutes in all: the largest file is through in less. */
const PATIENCE = { tries: 300, pauseMs: 2000 };

/**
 * Waits until no clinic's register is under way: staff who load a file and publish mean its lines
 * too. One that takes longer than any should is left, with all of its clinic, to the next invoices.
 *
 * @returns clinics that are left
 */
export async function awaitRegisters(
  sql: Sql,
  { tries, pauseMs }: { tries: number; pauseMs: number } = PATIENCE,
): Promise<string[]> {
  let left = await clinicsUnderWay(sql);
  for (let tried = 0; tried < tries && left.length > 0; tried++) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    left = await clinicsUnderWay(sql);
  }
  return left;
}
