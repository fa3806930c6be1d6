import { aiSdkNamesOf } from './vendor-folders.ts'
import type { VendorFolder } from './vendor-folders.ts'

/** The limit headers of each vendor by its name in the AI SDK, whose package may not import the vendors. */
export function aiSdkLimits(folders: readonly VendorFolder[]): string {
  const rows = folders
    .filter(({ vendor }) => vendor.limitHeaders.length > 0)
    .flatMap(({ vendor }) =>
      aiSdkNamesOf(vendor).map((name) => `['${name}', ${JSON.stringify(vendor.limitHeaders)}]`),
    )
  return `// Written by \`pnpm generate\` from the vendors' folders.
import type { LimitHeaders } from '@llm-balancer/provider'

/** The limit headers of each vendor, by its name in the AI SDK. */
export const limitHeadersByName: ReadonlyMap<string, readonly LimitHeaders[]> = new Map([
${rows.join(',\n')}
])
`
}
