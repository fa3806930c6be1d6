/** Draws the pictures of the guides: `pnpm draw` writes them into `docs/images`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { drawings } from './drawings.ts'

for (const [name, draw] of Object.entries(drawings))
  writeFileSync(join(import.meta.dirname, '../images', `${name}.svg`), await draw())
