import { WorkflowClient } from "@temporalio/client";
import { NativeConnection } from "@temporalio/worker";

/** One connection to Temporal, made when it is first needed, for the relay and the worker alike. */
export interface TemporalLink {
  /** Rejects while Temporal can't be reached; what was reached once heals by itself. */
  connection(): Promise<NativeConnection>;
  client(): Promise<WorkflowClient>;
  close(): Promise<void>;
}

/**
 * The client goes through the worker's native connection too. The JavaScript one is grpc-js on
 * `node:http2`: under Deno 2.9 the whole process dies (a failed assertion of nghttp2) when a server
 * that it is connected to says goodbye, so every stop of Temporal would end the worker.
 */
export function temporalLink(
  { address, namespace }: { address: string; namespace: string },
): TemporalLink {
  let made: Promise<NativeConnection> | null = null;

  function connection(): Promise<NativeConnection> {
    made ??= NativeConnection.connect({ address }).catch((error) => {
      made = null;
      throw error;
    });
    return made;
  }

  return {
    connection,
    client: async () => new WorkflowClient({ connection: await connection(), namespace }),
    async close() {
      const reached = await made?.catch(() => null);
      await reached?.close();
    },
  };
}
