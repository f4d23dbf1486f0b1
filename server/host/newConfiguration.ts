/** The commented configuration to start from, as `loopwise init` and the editor's *Create Configuration* write it. */

export const newConfiguration = `{
  "$schema": "./node_modules/loopwise/dist/schema.json",
  // Nothing above this folder is read.
  "root": true,

  // Patterns as in .gitignore. What .gitignore names, node_modules, build output, minified and generated files are left out anyway.
  "ignore": [],

  // Where code runs, when nothing in the code says so.
  "entry": {
    // "handlers": ["src/routes/**"],
    // "cli": ["bin/**", "scripts/**"],
    // "workers": ["src/workers/**"]
  },

  // "certain", "likely" (the default) or "possible".
  "minConfidence": "likely",

  // "off", "info", "warning", "error", or [level, options]. Without an entry a rule decides by where the code runs.
  "rules": {
    // "request-without-deadline": "error"
  },

  // Functions of yours and of your libraries: "package#export", "./relative/file#export" or "Type.member".
  "apis": {
    // "blocking": ["@acme/native#hashSync"],
    // "nonBlocking": ["./src/legacy#parse"],
    // "limiters": ["./src/pool#run"],
    // "network": ["./src/http#get"],
    // "detachedOk": ["./src/log#info"],
    // "rows": { "@acme/http#get": { "waits": "net", "returns": "promise", "deadline": { "options": [1], "names": ["timeout"] } } }
  },

  // Other levels for some files.
  "overrides": [
    // { "files": ["scripts/**"], "rules": { "floating-promise": "off" } }
  ]

  // Findings accepted for now: write them with \`loopwise check --update-baseline\`, then name the file here.
  // , "baseline": ".loopwise-baseline.json"
}
`;
