import type { Warning } from './chat-response.ts'

/** Adds a warning for a setting that the vendor cannot do; once per feature. */
export type Warn = (feature: string, details?: string) => void

/** A list of warnings and the function that fills it, for an adapter while it maps one request. */
export function collectWarnings(): { readonly warnings: Warning[]; readonly warn: Warn } {
  const warnings: Warning[] = []
  return {
    warnings,
    warn(feature, details) {
      if (warnings.some((known) => known.type === 'unsupported' && known.feature === feature)) return
      warnings.push({ type: 'unsupported', feature, ...(details === undefined ? {} : { details }) })
    },
  }
}
