const formats: Readonly<Partial<Record<string, 'gzip' | 'deflate'>>> = {
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
}
/** More codings are of no use to a sender, but each costs a decoder. */
const mostCodings = 3

/** A body without the codings that its header names, the last one first; as it is where one of them is not known. */
export function decoded(
  body: ReadableStream<Uint8Array>,
  codings: string | null,
): ReadableStream<Uint8Array> {
  if (codings === null) return body
  const names = codings
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== 'identity' && name !== '')
  const known = names.flatMap((name) => formats[name] ?? [])
  if (known.length < names.length || known.length > mostCodings) return body
  return known.reduceRight((plain, format) => {
    const decoder = new DecompressionStream(format) as ReadableWritablePair<Uint8Array, Uint8Array>
    return plain.pipeThrough(decoder)
  }, body)
}
