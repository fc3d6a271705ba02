import { renameSync } from "node:fs";
import { SetupError } from "./setup_error.ts";
import { deathOf, type Part, type PartOptions, startPart, untilReady } from "./supervise.ts";

/** How often a part may end by itself before it counts as dead. */
const RESTARTS = { most: 5, withinMs: 10 * 60_000 };

/** The parts of one start: ended together, whichever way it ends. */
export class Household {
  readonly #servers = new Set<Part>();
  readonly #users = new Set<Part>();
  #ending: Promise<void> | null = null;
  #reportDeath!: (sentence: string) => void;

  /** Resolves with the sentence on the first part that ended by itself. */
  readonly death: Promise<string> = new Promise((resolve) => this.#reportDeath = resolve);

  /** Takes in what others work on (the database, Temporal): it goes last. */
  keepServer(part: Part): void {
    this.#servers.add(part);
    this.#watch(part);
  }

  /** Starts a part that is to run to the end, and waits until it is ready. */
  async start(options: PartOptions, ready: () => boolean | Promise<boolean>): Promise<void> {
    const part = this.#startUser(options);
    this.#watch(part);
    await untilReady(part, { ready, seconds: 90 });
  }

  /**
   * The same for a part that may be started anew when it ends by itself: all that it does survives
   * that. A part that keeps ending counts as dead.
   */
  async startAgain(
    options: PartOptions,
    { ready, tell }: { ready: () => boolean | Promise<boolean>; tell: (sentence: string) => void },
  ): Promise<void> {
    let part = this.#startUser(options);
    await untilReady(part, { ready, seconds: 90 });
    const ends: number[] = [];
    const watch = () => {
      part.ended.then((code) => {
        if (this.#ending !== null) return;
        this.#users.delete(part);
        ends.push(performance.now());
        const lately = ends.filter((at) => at > performance.now() - RESTARTS.withinMs);
        if (lately.length > RESTARTS.most) return this.#reportDeath(deathOf(part, code));
        tell(`The ${options.name} ended by itself with code ${code}; starting it again.`);
        if (options.logFile !== null) renameSync(options.logFile, `${options.logFile}.ended`);
        part = this.#startUser(options);
        watch();
      });
    };
    watch();
  }

  /** Runs a step that ends by itself; throws {@linkcode SetupError} with its last words if it fails. */
  async run(options: PartOptions): Promise<void> {
    const part = this.#startUser(options);
    const code = await part.ended;
    this.#users.delete(part);
    if (code !== 0) throw new SetupError(deathOf(part, code));
  }

  /** Ends all parts; may be asked for more than once. */
  end(): Promise<void> {
    this.#ending ??= this.#endAll();
    return this.#ending;
  }

  async #endAll(): Promise<void> {
    await Promise.all([...this.#users].map((part) => part.stop()));
    await Promise.all([...this.#servers].map((part) => part.stop()));
  }

  #startUser(options: PartOptions): Part {
    if (this.#ending !== null) throw new SetupError(`Stopped before the ${options.name} started.`);
    const part = startPart(options);
    this.#users.add(part);
    return part;
  }

  #watch(part: Part): void {
    part.ended.then((code) => {
      if (this.#ending === null) this.#reportDeath(deathOf(part, code));
    });
  }
}
