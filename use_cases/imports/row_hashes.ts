import { createHash } from "node:crypto";

/** Words of a hash that are kept: 96 bits, so that of millions of rows no two agree by chance. */
const WORDS = 3;
const SMALLEST = 1 << 12;
const LETTERS_OF_WORD = 8;

/**
 * Which rows a file has had, by their hashes, in one flat table outside the heap: of a million rows
 * 24 MB, and nothing that the garbage collector goes through.
 */
export class RowHashes {
  #slots = new Uint32Array(SMALLEST * WORDS);
  #count = 0;

  /** @returns false where the same row was added before */
  add(row: string): boolean {
    const hash = createHash("sha256").update(row).digest("hex");
    const wordAt = (place: number) =>
      parseInt(hash.slice(place * LETTERS_OF_WORD, (place + 1) * LETTERS_OF_WORD), 16);
    // An empty slot is one whose first word is 0.
    const words = [wordAt(0) || 1, wordAt(1), wordAt(2)] as const;
    if (!put(this.#slots, words)) return false;
    this.#count += 1;
    if (this.#count * WORDS * 4 > this.#slots.length * 3) this.#grow();
    return true;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += WORDS) {
      if (old[at] !== 0) put(this.#slots, [old[at]!, old[at + 1]!, old[at + 2]!]);
    }
  }
}

/** Puts a hash into the first free slot from its own place on; false where it is there already. */
function put(slots: Uint32Array, [first, second, third]: readonly [number, number, number]) {
  const capacity = slots.length / WORDS;
  for (let slot = first % capacity;; slot = (slot + 1) % capacity) {
    const at = slot * WORDS;
    if (slots[at] === 0) {
      slots.set([first, second, third], at);
      return true;
    }
    if (slots[at] === first && slots[at + 1] === second && slots[at + 2] === third) return false;
  }
}
