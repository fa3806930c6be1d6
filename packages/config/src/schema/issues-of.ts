import type { ConfigIssue } from '../text/config-node.ts'

/** An issue of zod's, as far as it is used. */
type SchemaIssue = {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly keys?: readonly string[]
}

/** What the schema finds, one issue for each mistake. */
export function issuesOf(issues: readonly SchemaIssue[]): readonly ConfigIssue[] {
  return issues.flatMap((issue): readonly ConfigIssue[] => {
    const { keys = [], message } = issue
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))
    if (issue.code !== 'unrecognized_keys') return [{ path, message }]
    const sentences = message.split('\n')
    return keys.map((key, place) => ({
      path: [...path, key],
      message: sentences[place] ?? message,
      isKey: true,
    }))
  })
}
