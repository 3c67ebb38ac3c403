"""What needs a real account: it is asked through boto3, and nowhere else."""
