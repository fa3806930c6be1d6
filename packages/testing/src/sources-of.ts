/**
 * Which targets, and which of their requests, a text came from: `fast#17` is request 17, answered by `fast`. Reads the
 * marks that the fake's default answers carry in every word, in order and each once. More than one means that answers
 * were mixed.
 */
export function sourcesOf(text: string): string[] {
  const found = new Set<string>()
  for (const [, source] of text.matchAll(/(\S+#\d+)\.\d+/g)) {
    if (source !== undefined) found.add(source)
  }
  return [...found]
}
