;;; emacs.el --- opens files with eglot and writes what Flymake shows -*- lexical-binding: t -*-

;; Opens the files named in the environment and writes, four times a second, one JSON object with the lines of every buffer.
;; Ends when the file LOOPWISE_STOP appears.  Comparing is not done here.

(require 'package)
(package-initialize)
(require 'eglot)
(require 'json)

(defvar loopwise-root (file-name-as-directory (getenv "LOOPWISE_ROOT")))
(defvar loopwise-files (split-string (getenv "LOOPWISE_FILES") ","))

;; Emacs 28 has no mode for TypeScript, and nothing but the language id is asked of one.
(define-derived-mode loopwise-ts-mode prog-mode "TS")
(define-derived-mode loopwise-tsx-mode prog-mode "TSX")
(define-derived-mode loopwise-js-mode prog-mode "JS")
(put 'loopwise-ts-mode 'eglot-language-id "typescript")
(put 'loopwise-tsx-mode 'eglot-language-id "typescriptreact")
(put 'loopwise-js-mode 'eglot-language-id "javascript")
(setq auto-mode-alist '(("\\.tsx\\'" . loopwise-tsx-mode) ("\\.ts\\'" . loopwise-ts-mode) ("\\.[c]?js\\'" . loopwise-js-mode)))

(setq eglot-server-programs
      `(((loopwise-ts-mode loopwise-tsx-mode loopwise-js-mode)
         . (,(getenv "LOOPWISE_NODE") ,(getenv "LOOPWISE_CLI") "lsp" "--stdio"))))
(add-hook 'project-find-functions (lambda (_folder) (cons 'transient loopwise-root)))
(setq eglot-sync-connect t
      eglot-connect-timeout 60
      flymake-start-on-flymake-mode t)

(defun loopwise-place (position)
  "POSITION as <line>:<column>, 1-based and counted in UTF-16 units."
  (save-excursion
    (goto-char position)
    (format "%d:%d" (line-number-at-pos) (1+ (eglot-lsp-abiding-column)))))

(defun loopwise-line (diagnostic)
  "DIAGNOSTIC in the written form of test/editor/support/lines.ts."
  (let* ((lsp (alist-get 'eglot-lsp-diag (flymake-diagnostic-data diagnostic)))
         (severity (plist-get lsp :severity)))
    (format "%s-%s %s %s"
            (loopwise-place (flymake-diagnostic-beg diagnostic))
            (loopwise-place (flymake-diagnostic-end diagnostic))
            (cond ((eq severity 1) "error") ((eq severity 2) "warning") (t "info"))
            (plist-get lsp :code))))

(defun loopwise-write (buffers)
  "Append one line of JSON with what BUFFERS show now."
  (let ((shown (mapcar (lambda (entry)
                         (cons (car entry)
                               (with-current-buffer (cdr entry)
                                 (vconcat (mapcar #'loopwise-line (flymake-diagnostics))))))
                       buffers))
        (coding-system-for-write 'utf-8))
    (write-region (concat (json-encode shown) "\n") nil (getenv "LOOPWISE_OUTPUT") t 'silent)))

(let ((buffers (mapcar (lambda (file)
                         (let ((buffer (find-file-noselect (concat loopwise-root file))))
                           (with-current-buffer buffer (eglot-ensure) (run-hooks 'post-command-hook))
                           (cons (intern file) buffer)))
                       loopwise-files)))
  (while (not (file-exists-p (getenv "LOOPWISE_STOP")))
    (accept-process-output nil 0.25)
    (dolist (entry buffers)
      ;; Flymake waits until a buffer is on the screen, and in batch mode none ever is.
      (with-current-buffer (cdr entry)
        (unless flymake-mode (flymake-mode 1))
        (unless (flymake-running-backends) (flymake-start))))
    (loopwise-write buffers))
  (eglot-shutdown-all))
