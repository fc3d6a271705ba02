import { clinicsUnderWay, registersUnderWay } from "../../db/imports/unpublished_lines.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { enqueue } from "../../db/outbox.ts";
import type { Clock } from "../../domain/clock.ts";
import { workflowId } from "../../workflows/contract.ts";

/** Ten minutes in all: the largest file is through in less. */
const PATIENCE = { tries: 300, pauseMs: 2000 };

/**
 * Waits until no clinic's register is under way: staff who load a file and publish mean its lines
 * too. Half way its workflow is woken, since a load on the command line that was killed has nobody
 * to go on with it. One that takes longer still is left, with all of its clinic, to the next
 * invoices.
 *
 * @returns clinics that are left
 */
export async function awaitRegisters(
  sql: Sql,
  clock: Clock,
  { tries, pauseMs }: { tries: number; pauseMs: number } = PATIENCE,
): Promise<string[]> {
  let left = await clinicsUnderWay(sql);
  for (let tried = 0; tried < tries && left.length > 0; tried++) {
    if (tried === Math.floor(tries / 2)) await wakeWorkflows(sql, clock);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    left = await clinicsUnderWay(sql);
  }
  return left;
}

function wakeWorkflows(sql: Sql, clock: Clock): Promise<void> {
  return transaction(sql, async (sql) => {
    for (const { fileId, clinicId, sha256 } of await registersUnderWay(sql)) {
      await enqueue(sql, {
        workflowType: "register",
        workflowId: workflowId.register(clinicId, sha256),
        input: { fileId },
        signal: "sent",
      }, clock.now());
    }
  });
}
