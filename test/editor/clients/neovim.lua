-- Opens the files named in the environment with Neovim's own LSP client and writes each push of diagnostics, as JSON, on a line of
-- its own. Ends when the file LOOPWISE_STOP appears. Comparing is not done here.
local env = vim.env
local output = assert(io.open(env.LOOPWISE_OUTPUT, 'a'))
local language_ids = { ts = 'typescript', tsx = 'typescriptreact', js = 'javascript', cjs = 'javascript' }

local function on_push(_, result)
  output:write(vim.json.encode(result) .. '\n')
  output:flush()
end

local client_id = vim.lsp.start_client({
  name = 'loopwise',
  cmd = { env.LOOPWISE_NODE, env.LOOPWISE_CLI, 'lsp', '--stdio' },
  root_dir = env.LOOPWISE_ROOT,
  workspace_folders = { { uri = vim.uri_from_fname(env.LOOPWISE_ROOT), name = 'root' } },
  get_language_id = function(bufnr)
    return language_ids[vim.fn.fnamemodify(vim.api.nvim_buf_get_name(bufnr), ':e')]
  end,
  handlers = { ['textDocument/publishDiagnostics'] = on_push },
})

for file in string.gmatch(env.LOOPWISE_FILES, '[^,]+') do
  vim.cmd('edit ' .. vim.fn.fnameescape(env.LOOPWISE_ROOT .. '/' .. file))
  vim.lsp.buf_attach_client(vim.api.nvim_get_current_buf(), client_id)
end

vim.wait(600000, function() return vim.fn.filereadable(env.LOOPWISE_STOP) == 1 end, 100)
vim.lsp.stop_client(client_id)
vim.wait(5000, function() return vim.lsp.client_is_stopped(client_id) end, 50)
output:close()
vim.cmd('qall!')
