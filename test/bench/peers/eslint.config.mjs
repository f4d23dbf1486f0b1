/** typescript-eslint with the two rules that speak about lost promises, and nothing else. */
import tseslint from 'typescript-eslint';

export default tseslint.config({
  files: ['**/*.{ts,tsx,mts,cts}'],
  linterOptions: { reportUnusedDisableDirectives: 'off' },
  languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true, tsconfigRootDir: process.cwd() } },
  plugins: { '@typescript-eslint': tseslint.plugin },
  rules: { '@typescript-eslint/no-floating-promises': 'error', '@typescript-eslint/no-misused-promises': 'error' },
});
