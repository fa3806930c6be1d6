/** So many words has the answer, each of which is one chunk of its stream. */
const words = 60
/** Time between two chunks, in ms. */
export const gapMs = 15

/** The answer of every healthy target, as its stream cuts it. */
export const chunks: readonly string[] = Array.from(
  { length: words },
  (_, index) => `${index === 0 ? '' : ' '}word-${index + 1}`,
)

/** The answer as a whole. */
export const canonical: string = chunks.join('')
