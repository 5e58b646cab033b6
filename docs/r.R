# The commands of docs/r.md: `Rscript docs/r.R EVENTS.csv` prints what stands there.
suppressPackageStartupMessages(library(readr))
file <- commandArgs(trailingOnly = TRUE)[1]
show <- function(code) {
  cat("> ", deparse(substitute(code), width.cutoff = 200), "\n", sep = "")
  print(code)
}

events <- read_csv(file, col_types = cols(
  published = col_date(), date_start = col_date(), date_end = col_date(),
  background = col_logical(), at_least = col_logical(), duration_approximate = col_logical(),
  .default = col_character()
))
show(dim(events))
show(table(events$type, events$status))

# One row an actor and recipient of each event: lists are joined by ";".
pairs <- do.call(rbind, lapply(seq_len(nrow(events)), function(i) {
  sides <- lapply(events[i, c("actor_codes", "recipient_codes")], function(x) if (is.na(x)) character() else strsplit(x, ";")[[1]])
  merge(data.frame(type = rep(events$type[i], length(sides$actor_codes)), from = sides$actor_codes), data.frame(to = sides$recipient_codes))
}))
show(head(sort(table(paste(pairs$from, pairs$to)), decreasing = TRUE), 5))

happened <- subset(events, status %in% c("occurred", "ongoing") & !background)
show(table(format(happened$date_start, "%Y-%m")))
