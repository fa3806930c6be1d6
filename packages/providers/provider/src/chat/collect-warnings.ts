import type { Warning } from './chat-response.ts'

/** Notes that something could not be done as asked; once per feature. */
export type Warn = (feature: string, details?: string) => void

/** A list of warnings and the function that fills it, for an adapter while it maps one request. */
export function collectWarnings(): { readonly warnings: Warning[]; readonly warn: Warn } {
  const warnings: Warning[] = []
  const seen = new Set<string>()
  return {
    warnings,
    warn(feature, details) {
      if (seen.has(feature)) return
      seen.add(feature)
      warnings.push({ type: 'unsupported', feature, ...(details === undefined ? {} : { details }) })
    },
  }
}
