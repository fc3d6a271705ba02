/** A URL pattern with what it leads to. */
export interface RouterEntry<Target> {
  pattern: string;
  target: Target;
}

/** Finds the target of a path. */
export interface Match<Target> {
  pattern: string;
  target: Target;
  params: Record<string, string>;
}

interface Candidate<Target> extends RouterEntry<Target> {
  matcher: URLPattern;
  /** Number of slashes that a path must have, null where it can vary. */
  slashes: number | null;
}

const NO_PARAMS: Record<string, string> = Object.freeze({});

/**
 * Matches paths against URL patterns. Patterns without a group are found by a look-up and win; the
 * others are tried in the given order, of which only those are tried that can begin like the path.
 */
export class Router<Target> {
  #exact = new Map<string, RouterEntry<Target>>();
  #byFirstSegment = new Map<string, Candidate<Target>[]>();
  #anyFirstSegment: Candidate<Target>[] = [];

  constructor(entries: RouterEntry<Target>[]) {
    const candidates: Candidate<Target>[] = [];
    for (const entry of entries) {
      if (isExact(entry.pattern)) {
        this.#exact.set(
          new URL(entry.pattern, "http://localhost").pathname,
          entry,
        );
      } else {
        candidates.push(candidateOf(entry));
      }
    }
    this.#anyFirstSegment = candidates.filter(({ pattern }) => fixedStart(pattern) === null);
    for (
      const start of new Set(
        candidates.map(({ pattern }) => fixedStart(pattern)),
      )
    ) {
      if (start === null) continue;
      this.#byFirstSegment.set(
        start,
        candidates.filter(({ pattern }) => [start, null].includes(fixedStart(pattern))),
      );
    }
  }

  match(pathname: string): Match<Target> | null {
    const exact = this.#exact.get(pathname);
    if (exact !== undefined) return { ...exact, params: NO_PARAMS };
    const slashes = countSlashes(pathname);
    const candidates = this.#byFirstSegment.get(firstSegment(pathname)) ??
      this.#anyFirstSegment;
    for (const { pattern, target, matcher, slashes: needed } of candidates) {
      if (needed !== null && needed !== slashes) continue;
      const found = matcher.exec({ pathname });
      if (found === null) continue;
      const params: Record<string, string> = {};
      for (const [name, value] of Object.entries(found.pathname.groups)) {
        if (value !== undefined) params[name] = value;
      }
      return { pattern, target, params };
    }
    return null;
  }
}

function candidateOf<Target>(entry: RouterEntry<Target>): Candidate<Target> {
  return {
    ...entry,
    matcher: new URLPattern({ pathname: entry.pattern }),
    slashes: /[*?+{}()]/.test(entry.pattern) ? null : countSlashes(entry.pattern),
  };
}

function isExact(pattern: string): boolean {
  return !/[:*?+{}()\\]/.test(pattern);
}

/** The first segment as it stands in paths, null where the pattern leaves it open. */
function fixedStart(pattern: string): string | null {
  // "/a*" and "/a{/:b}?" end inside or right after the first segment
  const start = /^\/([^/:*?+{}()\\]+)(?=\/|\{\/)/.exec(pattern)?.[1];
  return start === undefined ? null : new URL(`/${start}`, "http://localhost").pathname.slice(1);
}

function firstSegment(pathname: string): string {
  const end = pathname.indexOf("/", 1);
  return pathname.slice(1, end === -1 ? undefined : end);
}

function countSlashes(pathname: string): number {
  let count = 0;
  for (let i = 0; i < pathname.length; i++) {
    if (pathname.charCodeAt(i) === 47) count++;
  }
  return count;
}
